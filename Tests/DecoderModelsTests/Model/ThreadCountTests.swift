import Testing
import Torch

@testable import DecoderModels

/// A model of the widths of real ones computes the same bits on any number of threads: prompts of several lengths, steps
/// behind them, logits. That is what the governor of threads may rely on while a job is under way.
@Suite struct ThreadCountTests {
    /// Maps for oneDNN (queries, MLP, vocabulary) and maps below its size (keys and values).
    static let shape = ModelConfiguration(
        vocabularySize: 1031, hiddenSize: 576, intermediateSize: 768, layers: 2, heads: 9,
        keyValueHeads: 3, contextLength: 128)

    func logits(_ model: DecoderModel, rows: Int) throws -> [[UInt32]] {
        try inferenceMode {
            let prompt = try Tensor(
                (0..<rows * 21).map { $0 * 31 % 1031 }, shape: [rows, 21])
            let cache = KeyValueCache(padding: (0..<rows).map { $0 % 19 }, capacity: 32)
            var states = [try model.hiddenStates(prompt, cache: cache, lastTokenOnly: true)]
            for step in 0..<2 {
                let next = try Tensor(
                    (0..<rows).map { ($0 * 7 + step) % 1031 }, shape: [rows, 1])
                states.append(try model.hiddenStates(next, cache: cache))
            }
            return try states.map { try model.logits($0).floats().map(\.bitPattern) }
        }
    }

    @Test(arguments: [1, 5, 16, 64]) func bits(_ rows: Int) throws {
        // MKL's products then have a number of their own, as in the tool.
        try Engine.setThreads(Engine.threads())
        // Where MKL computes all products, it keeps that.
        let model = try DecoderModel.random(Self.shape, seed: 3, scale: 0.05)
        for level in try VectorLevel.available() {
            try withVectors(level) {
                let one = try withTeam(1) { try logits(model, rows: rows) }
                for team in [2, 3, 8] {
                    let many = try withTeam(team) { try logits(model, rows: rows) }
                    #expect(many == one, "\(team) threads, \(level)")
                }
            }
        }
    }
}
