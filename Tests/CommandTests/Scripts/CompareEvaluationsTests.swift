import Foundation
import TestSupport
import Testing

private let hasPython =
    (try? BuiltTool.shell("python3 -c ''", in: URL(fileURLWithPath: "/")))?.status == 0

/// `Scripts/compare-evaluations.py` on answers whose intervals are known.
@Suite(.enabled(if: hasPython, "there is no python3")) struct CompareEvaluationsTests {
    static let script = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Scripts/compare-evaluations.py")

    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// The answers of a model to questions about these contexts.
    func write(_ name: String, _ contexts: [String?], _ scores: [Int]) throws {
        let lines = zip(contexts, scores).enumerated().map { number, row in
            let context = row.0.map { ", \"context\": \"\($0)\"" } ?? ""
            return
                "{\"id\": \"q\(number)\", \"category\": \"recall\", \"length\": 64\(context), \"score\": \(row.1)}\n"
        }
        try Data(lines.joined().utf8).write(to: folder.file("\(name).answers.jsonl"))
    }

    func difference(_ contexts: [String?], _ scores: [Int]) throws -> String {
        try write("base", contexts, scores.map { _ in 0 })
        try write("other", contexts, scores)
        let output = try BuiltTool.shell(
            "python3 -B '\(Self.script.path)' base other", in: folder.url)
        #expect(output.status == 0, "\(output.error)")
        return output.out
    }

    /// Six questions, of which three are better now. One by one the mean of six draws is below 1/6 in 1 of 64
    /// resamples, fewer than the 2.5% that are cut off; of two contexts a quarter of the resamples have
    /// none that is better, and a quarter have no other.
    @Test("questions about one context are drawn together") func contexts() throws {
        let scores = [1, 1, 1, 0, 0, 0]
        #expect(
            try difference(scores.map { _ in nil }, scores)
                .contains("recall +50.0 [+16.7, +83.3]"))
        #expect(
            try difference(["a", "a", "a", "b", "b", "b"], scores)
                .contains("recall +50.0 [+0.0, +100.0]"))
        // Each in a context of its own, which may be called as another question.
        #expect(
            try difference(["q5", "q4", "q3", "q2", nil, nil], scores)
                .contains("recall +50.0 [+16.7, +83.3]"))
    }

    @Test("a context counts with as many questions as it has") func weights() throws {
        #expect(
            try difference(["a", "a", "a", nil], [1, 1, 1, 0])
                .contains("recall +75.0 [+0.0, +100.0]"))
    }
}
