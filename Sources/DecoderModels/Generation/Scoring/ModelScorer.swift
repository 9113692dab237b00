public import Artifacts
public import Storage
public import Torch

/// A model's log-probabilities of the tokens of a text.
public final class ModelScorer: Scorer {
    let model: DecoderModel
    /// Positions whose logits are held at once.
    let chunk: Int
    /// The replacements of heads where an ablation is `mean`.
    let means: Tensor?

    /// - Parameter means: [layers, heads, head size], as ``DecoderModel/means(over:)`` gives them.
    public init(model: DecoderModel, chunk: Int = 256, means: Tensor? = nil) {
        self.model = model
        self.means = means
        self.chunk = max(chunk, 1)
    }

    /// Tells of every layer of a text.
    public func tellWork(to handler: WorkHandler?) { model.tellWork(to: handler) }

    /// One entry per token after the first.
    public struct Scores: Sendable, Equatable {
        /// Natural logarithms of the tokens' probabilities.
        public var logProbabilities: [Double] = []
        /// The most likely token at each position.
        public var argmax: [Int] = []
        /// 1 for the most likely token, 2 for the next, …
        public var ranks: [Int] = []
    }

    /// - Parameter ablation: of heads in all sequences.
    /// - Throws: `UsageError` for a sequence without tokens or longer than the model's context, and
    ///   for `mean` without means; `DataError` for a token outside the vocabulary and for log-probabilities that are not finite.
    public func scores(
        of sequences: [[Int]], ablation: HeadAblation = .none
    ) throws -> [Scores] {
        try inferenceMode {
            let gates = try model.gates([ablation], means: means)
            return try sequences.map { try scores(of: $0, gates) }
        }
    }

    public func logProbabilities(
        of sequences: [[Int]], ablation: HeadAblation
    ) throws -> [[Double]] {
        try scores(of: sequences, ablation: ablation).map(\.logProbabilities)
    }

    func scores(of tokens: [Int], _ gates: HeadGateTensors?) throws -> Scores {
        let contextLength = model.configuration.contextLength
        guard !tokens.isEmpty, tokens.count <= contextLength else {
            throw UsageError(
                "a text has \(tokens.count) tokens; the model takes 1 to \(contextLength).")
        }
        try model.check(tokens: tokens)
        return try inferenceMode {
            let input = try Tensor(tokens, shape: [1, tokens.count]).to(model.device)
            let hidden = try model.hiddenStates(input, gates: gates).select(0, 0)
            var scores = Scores()
            for start in stride(from: 0, to: tokens.count - 1, by: chunk) {
                let count = min(chunk, tokens.count - 1 - start)
                let targets = try Tensor(
                    Array(tokens[start + 1..<start + 1 + count]), shape: [count, 1]
                ).to(model.device)
                let logits = try model.logits(hidden.narrow(0, start: start, length: count))
                    .to(.float32)
                let own = try logits.gather(1, targets)
                let found = try (own.squeeze(1) - logits.logSumExp(-1)).doubles()
                guard found.allSatisfy(\.isFinite) else {
                    throw DataError(
                        "the model's log-probabilities are not finite, though its weights are: its numbers overflow."
                    )
                }
                scores.logProbabilities += found
                scores.argmax += try logits.argmax(-1).ints()
                scores.ranks += try (logits.gt(own).to(.int64).sum(-1) + 1).ints()
            }
            return scores
        }
    }
}
