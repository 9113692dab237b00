import Artifacts
import Foundation
import TestSupport
import Testing

@testable import PreferenceTraining

@Suite struct ReferenceLogProbabilitiesTests {
    @Test func goesOnAfterAKill() throws {
        let folder = try TemporaryFolder()
        let (model, pairs) = (try Golden.loaded(), try Golden.training().rows.map(\.pair))
        let whole = folder.file("whole.jsonl")
        let rows = try ReferenceLogProbabilities(pairs, model: model, file: whole, batch: 3).rows
        #expect(rows.count == 8)

        // Four whole rows, one torn: within the second batch.
        let lines = try String(contentsOf: whole, encoding: .utf8).split(separator: "\n")
        let cut = folder.file("cut.jsonl")
        try Data((lines[..<4].joined(separator: "\n") + "\n" + lines[4].prefix(9)).utf8)
            .write(to: cut)
        var reports: [ProgressReport] = []
        let again = try ReferenceLogProbabilities(
            pairs, model: model, file: cut, batch: 3, progress: { reports.append($0) }
        ).rows
        #expect(again == rows)
        #expect(reports.map(\.done) == [6, 8] && reports.allSatisfy { $0.resumed == 4 })
        #expect(try Data(contentsOf: cut) == Data(contentsOf: whole))

        var calls = 0
        _ = try ReferenceLogProbabilities(
            pairs, model: model, file: cut, batch: 3, progress: { _ in calls += 1 })
        #expect(calls == 0)
    }

    @Test func theNameFollowsFromModelAndTokens() throws {
        let pairs = try Golden.training().rows.map(\.pair)
        let file = URL(fileURLWithPath: "/data/pairs.jsonl.gz")
        let place = try ReferenceLogProbabilities.place(beside: file, model: "a", pairs)
        #expect(place.path.hasPrefix("/data/pairs.jsonl.gz.reference-"))
        #expect(try place == ReferenceLogProbabilities.place(beside: file, model: "a", pairs))
        #expect(try place != ReferenceLogProbabilities.place(beside: file, model: "b", pairs))
        #expect(
            try place
                != ReferenceLogProbabilities.place(
                    beside: file, model: "a", Array(pairs.dropLast())))
    }
}
