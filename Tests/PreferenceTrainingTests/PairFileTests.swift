import Artifacts
import Foundation
import TestSupport
import Testing

@testable import PreferenceTraining

@Suite struct PairFileTests {
    func problem(_ row: String) throws -> String {
        let folder = try TemporaryFolder()
        let url = folder.file("pairs.jsonl")
        let good =
            #"{"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"b"}]}"#
        try Data("\(good)\n\(row)\n".utf8).write(to: url)
        do { _ = try PairFile.read(url) } catch let error as DataError { return error.description }
        Issue.record("nothing was thrown for \(row)")
        return ""
    }

    @Test func cutsWhereTheConversationsPart() throws {
        let pairs = try PairFile.read(Golden.pairs)
        #expect(pairs.count == 8)
        #expect(pairs[2].prompt.map(\.role) == ["system", "user"])
        #expect(pairs[5].prompt.count == 3)
        #expect(pairs[3].chosen == [.assistant("7")] && pairs[3].rejected == [.assistant("8")])
    }

    @Test func badRowsNameLineAndField() throws {
        let user = #"{"role":"user","content":"q"}"#
        #expect(try problem(#"{"chosen":[\#(user)]}"#).contains("pairs.jsonl:2: rejected"))
        #expect(
            try problem(#"{"chosen":[],"rejected":[\#(user)]}"#).contains("chosen is empty"))
        #expect(
            try problem(#"{"chosen":[{"role":"poet","content":""}],"rejected":[\#(user)]}"#)
                .contains("poet"))
        #expect(try problem("not json").contains(":2: "))
        let sides =
            #""chosen":[\#(user),{"role":"assistant","content":"a"}],"rejected":[\#(user),{"role":"assistant","content":"b"}]"#
        #expect(
            try problem("{\(sides),\"rejected_weights\":[1,-2]}")
                .contains("rejected_weights has -2.0 but each should be 0 or more"))
        #expect(
            try problem("{\(sides),\"chosen_weights\":[0,0]}")
                .contains("chosen_weights has no weight above 0"))
    }

    @Test func aMissingFileIsAUsageError() {
        #expect(throws: UsageError.self) {
            try PairFile.read(URL(fileURLWithPath: "/nowhere/pairs.jsonl"))
        }
    }
}
