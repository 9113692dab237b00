import Foundation
import Storage
import TestSupport
import Testing

@testable import PreferenceTraining

@Suite struct ReferenceLogProbabilitiesTests {
    @Test func goesOnAfterAKill() throws {
        let folder = try TemporaryFolder()
        let (model, pairs) = (try Golden.loaded(), try Golden.training().rows.map(\.pair))
        let whole = folder.file("whole.jsonl")
        let rows = try ReferenceLogProbabilities(
            pairs, model: model, file: whole, microBatchSize: 3
        ).rows
        #expect(rows.count == 8)

        // Four whole rows, one torn: within the second batch.
        let lines = try String(contentsOf: whole, encoding: .utf8).split(separator: "\n")
        let cut = folder.file("cut.jsonl")
        try Data((lines[..<4].joined(separator: "\n") + "\n" + lines[4].prefix(9)).utf8)
            .write(to: cut)
        var reports: [ProgressReport] = []
        let again = try ReferenceLogProbabilities(
            pairs, model: model, file: cut, microBatchSize: 3, progress: { reports.append($0) }
        ).rows
        #expect(again == rows)
        #expect(reports.map(\.done) == [6, 8] && reports.allSatisfy { $0.resumed == 4 })
        #expect(try Data(contentsOf: cut) == Data(contentsOf: whole))

        var calls = 0
        _ = try ReferenceLogProbabilities(
            pairs, model: model, file: cut, microBatchSize: 3, progress: { _ in calls += 1 })
        #expect(calls == 0)
    }

    @Test func theNameFollowsFromModelTokensAndComputation() throws {
        let pairs = try Golden.training().rows.map(\.pair)
        let file = URL(fileURLWithPath: "/data/pairs.jsonl.gz")
        let plain = ReferenceLogProbabilities.Computation(
            SequenceLogProbability(model: try Golden.loaded()), PreferenceOptions())
        func place(
            _ model: String, _ pairs: [TokenizedPair],
            change: (inout ReferenceLogProbabilities.Computation) -> Void = { _ in }
        ) throws -> URL {
            var computation = plain
            change(&computation)
            return try ReferenceLogProbabilities.place(
                beside: file, model: model, pairs, computation)
        }
        let first = try place("a", pairs)
        #expect(first.path.hasPrefix("/data/pairs.jsonl.gz.reference-"))
        #expect(try first == place("a", pairs))
        let others = [
            try place("b", pairs), try place("a", Array(pairs.dropLast())),
            try place("a", pairs) { $0.layout = .padded },
            try place("a", pairs) { $0.microBatchSize = 2 },
            try place("a", pairs) { $0.batchTokens += 1 },
            try place("a", pairs) { $0.dtype = "bfloat16" },
            try place("a", pairs) { $0.device = "cuda:0" },
        ]
        #expect(Set(others + [first]).count == others.count + 1)
    }

    /// The layout that is used counts, not the one that was asked for.
    @Test func theComputationIsWhatIsDone() throws {
        var (options, score) = (
            PreferenceOptions(), SequenceLogProbability(model: try Golden.loaded())
        )
        options.schedule.microBatchSize = 3
        options.memory.batchTokens = 77
        score.layout = .padded
        let computation = ReferenceLogProbabilities.Computation(score, options)
        #expect(computation.layout == .padded && computation.microBatchSize == 3)
        #expect(computation.batchTokens == 77)
        #expect(computation.dtype == "float32" && computation.device == "cpu")
    }
}
