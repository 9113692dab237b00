import Artifacts
import Numbers
import Storage

extension Evaluator {
    /// Results of one batch, all answered or all scored.
    func answer(
        _ batch: [EvaluationExample], _ responder: any Responder, _ scorer: (any Scorer)?
    ) throws -> [EvaluationResult] {
        if let scorer, isScored(batch[0]) { return try score(batch, scorer) }
        let requests = batch.map { example in
            var sampling = sampling
            sampling.maxTokens = example.maxTokens
            // A stream by the example's name, so that order and batches do not matter.
            sampling.seed = SeededGenerator.derive(sampling.seed, Self.number(example.id)).first
            return CompletionRequest(
                messages: example.messages, inputs: example.inputs, sampling: sampling,
                ablation: ablation)
        }
        let answers = try responder.respond(to: requests)
        guard answers.count == requests.count else {
            throw DataError(
                "the model gave \(answers.count) answers to \(requests.count) requests.")
        }
        return zip(batch, answers).map { example, answer in
            EvaluationResult(
                id: example.id, category: example.category, length: example.length,
                metric: example.metric, response: answer.text, tokens: answer.tokens,
                finishReason: answer.finishReason,
                score: EvaluationMetric.score(answer.text, example))
        }
    }

    func score(_ batch: [EvaluationExample], _ scorer: any Scorer) throws -> [EvaluationResult] {
        let sequences = batch.map { $0.tokens ?? [] }
        let scores = try scorer.logProbabilities(of: sequences, ablation: ablation)
        guard scores.count == batch.count,
            zip(scores, sequences).allSatisfy({ $0.count == $1.count - 1 })
        else { throw DataError("the model did not score every token of every text.") }
        return zip(batch, scores).map { example, scores in
            // scores[i] belongs to token i + 1.
            let counted = scores.dropFirst((example.scoredFrom ?? 1) - 1)
            return EvaluationResult(
                id: example.id, category: example.category, length: example.length,
                metric: .likelihood, response: "", tokens: counted.count, finishReason: "scored",
                score: -counted.reduce(0, +) / Double(counted.count))
        }
    }

    /// A number from a name, equal on every machine (FNV-1a, 64 bits).
    static func number(_ name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

extension SeededGenerator {
    /// The first number of a stream.
    fileprivate var first: UInt64 {
        var stream = self
        return stream.next()
    }
}
