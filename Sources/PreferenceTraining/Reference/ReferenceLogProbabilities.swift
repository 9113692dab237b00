public import Artifacts
public import DecoderModels
public import Foundation
public import Storage
import Torch

/// Scores of every answer under the model as it is before training: log-probabilities, weighted as
/// the loss weights them (`TokenWeights`).
///
/// The reference of DPO never changes, so they are computed once and kept: no second model is in
/// memory, and a second run on the same pairs starts at once.
public struct ReferenceLogProbabilities: Sendable {
    /// One per pair, in their order.
    public var rows: [ReferenceScores]

    /// The settings that decide the last bits of the values: the pairs that are computed together, and the
    /// numbers it is computed in.
    struct Computation: Encodable, Equatable {
        var layout: BatchLayout
        var microBatchSize: Int
        var batchTokens: Int
        var dtype: String
        var device: String

        /// - Parameter score: of the layout that is used, which may not be that of the options.
        init(_ score: SequenceLogProbability, _ options: PreferenceOptions) {
            layout = score.layout
            microBatchSize = options.schedule.microBatchSize
            batchTokens = options.memory.batchTokens
            dtype = "\(score.model.dtype)"
            device = "\(score.model.device)"
        }

        enum CodingKeys: String, CodingKey {
            case layout, batchTokens, dtype, device
            case microBatchSize = "batch"
        }
    }

    /// The file with the values of these pairs and this model: `<pairs>.reference-<12 digits>.jsonl`.
    /// The name follows from everything that the values depend on, so a file never fits another run.
    ///
    /// - Parameters:
    ///   - computation: which decides the last bits of the values.
    ///   - weights: of the tokens (`TokenWeights`); nil for sums.
    static func place(
        beside pairs: URL, model fingerprint: String, _ tokens: [TokenizedPair],
        _ computation: Computation, weights: [Double]? = nil
    ) throws -> URL {
        var text = Data(fingerprint.utf8) + (try JSONLines.line(tokens))
        text += try JSONLines.line(computation)
        // Sums have no weights in their name, so all losses of sums share one file.
        if let weights { text += try JSONLines.line(weights) }
        let key = Fingerprint.of(text)
        let name = "\(pairs.lastPathComponent).reference-\(key.prefix(12)).jsonl"
        return pairs.deletingLastPathComponent().appendingPathComponent(name)
    }

    /// Computes what the file does not have yet; after a kill the work goes on.
    ///
    /// - Parameters:
    ///   - file: grows row by row; nil keeps nothing.
    ///   - microBatchSize: pairs of a micro-batch, computed in passes of 2048 tokens at most.
    public init(
        _ pairs: [TokenizedPair], model: DecoderModel, file: URL? = nil, microBatchSize: Int = 1,
        progress: ProgressHandler = { _ in }
    ) throws {
        let score = SequenceLogProbability(model: model)
        let splitter = MicroBatchSplitter(PreferenceOptions(), pairs, layout: score.layout)
        self = try withoutActuallyEscaping(progress) { progress in
            let told = TrainingProgress(PreferenceOptions(), progress: progress)
            told.expectReference(tokens: splitter.tokens.reduce(0, +))
            return try Self(
                pairs, score: score, weighting: TokenWeights(), file: file,
                microBatchSize: microBatchSize, splitter: splitter, progress: told)
        }
    }

    init(
        _ pairs: [TokenizedPair], score: SequenceLogProbability, weighting: TokenWeights,
        file: URL?, microBatchSize: Int, splitter: MicroBatchSplitter,
        waiting: @escaping (String) -> Void = { _ in }, label: String = "reference",
        progress: TrainingProgress
    ) throws {
        // Trainings with other options on the same pairs share the file; two of them at once would
        // both append to it.
        let lock = try file.map { try OutputLock($0, waiting: waiting) }
        defer { lock?.release() }
        let appender = try file.map { try JSONLinesAppender<ReferenceScores>($0) }
        rows = Array((appender?.existing ?? []).prefix(pairs.count))
        let resumed = rows.count
        progress.findReference(tokens: splitter.tokens(of: Array(0..<resumed)))
        progress.pause()
        guard resumed < pairs.count else { return }
        // Whole passes, so that a row is computed in the same batch after a kill.
        let batches = stride(from: 0, to: pairs.count, by: microBatchSize).map {
            Array($0..<min($0 + microBatchSize, pairs.count))
        }
        for pass in splitter.passes(batches).map(\.pairs) where pass[pass.count - 1] >= resumed {
            let part = pass.map { pairs[$0] }
            let sums = try withoutGradients {
                try score(part.map { [$0.chosen, $0.rejected] }, records: false)
                    .weighted(weighting.weights(part)).doubles()
            }
            for (offset, index) in pass.enumerated() where index >= rows.count {
                let row = ReferenceScores(
                    chosen: sums[offset], rejected: sums[pass.count + offset])
                try appender?.append(row)
                rows.append(row)
            }
            progress.addReference(tokens: splitter.tokens(of: pass))
            progress.report(
                ProgressReport(
                    label: label, done: rows.count, total: pairs.count, resumed: resumed))
        }
    }
}
