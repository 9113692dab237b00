import Artifacts
import Numbers
import Storage

extension Evaluator {
    /// Results of one batch, all of one kind.
    func answer(
        _ batch: [EvaluationExample], _ responder: any Responder, _ scorer: (any Scorer)?
    ) throws -> [EvaluationResult] {
        switch (Kind(batch[0]), scorer) {
        case (.scored, let scorer?): return try score(batch, scorer)
        case (.chosen, let scorer as any TextScorer): return try choose(batch, scorer)
        default: return try ask(batch, responder)
        }
    }

    private func ask(
        _ batch: [EvaluationExample], _ responder: any Responder
    ) throws -> [EvaluationResult] {
        let requests = batch.map { example in
            var sampling = sampling
            sampling.maxTokens = example.maxTokens
            // A stream by the example's name, so that order and batches do not matter.
            sampling.seed = SeededGenerator.derive(sampling.seed, Self.number(example.id)).first
            return CompletionRequest(
                prompt: example.question, sampling: sampling, stop: example.stop ?? [],
                ablation: ablation)
        }
        let answers = try responder.respond(to: requests)
        guard answers.count == requests.count else {
            throw DataError(
                "the model gave \(answers.count) answers to \(requests.count) requests.")
        }
        return try zip(batch, answers).map { example, answer in
            var result = EvaluationResult(
                id: example.id, category: example.category, length: example.length,
                metric: example.metric, response: answer.text, tokens: answer.tokens,
                finishReason: answer.finishReason, score: 0, context: example.extra?["context"])
            if example.metric.isOfInstructions {
                try result.judge(
                    Instruction.all(of: example).map { $0.isFollowed(by: answer.text) })
            } else {
                result.score = EvaluationMetric.score(answer.text, example)
            }
            return result
        }
    }

    private func score(
        _ batch: [EvaluationExample], _ scorer: any Scorer
    ) throws -> [EvaluationResult] {
        let sequences = try batch.map { example in
            if let tokens = example.tokens { return tokens }
            guard let scorer = scorer as? any TextScorer, let text = example.prompt else {
                return []
            }
            return try scorer.tokens(of: text)
        }
        for (example, tokens) in zip(batch, sequences) {
            guard tokens.count > example.scoredFrom ?? 1 else {
                throw DataError(
                    "example \(example.id) has \(tokens.count) tokens; NLL scores those from the number \(example.scoredFrom ?? 1) on, counted from 0."
                )
            }
        }
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
                score: -counted.reduce(0, +) / Double(counted.count),
                context: example.extra?["context"])
        }
    }

    private func choose(
        _ batch: [EvaluationExample], _ scorer: any TextScorer
    ) throws -> [EvaluationResult] {
        let scores = try scorer.logProbabilities(
            of: batch.map { ChoiceRequest(prompt: $0.question, choices: $0.choices ?? []) },
            ablation: ablation)
        guard scores.count == batch.count,
            zip(scores, batch).allSatisfy({ $0.count == $1.choices?.count ?? 0 })
        else { throw DataError("the model did not score every choice of every example.") }
        return zip(batch, scores).map { example, scores in
            let choices = ChoiceScores(example, scores.map { $0.reduce(0, +) })
            let isNormalized = example.metric == .normalizedChoiceAccuracy
            let (own, other) =
                isNormalized
                ? (choices.normalized, choices.plain) : (choices.plain, choices.normalized)
            return EvaluationResult(
                id: example.id, category: example.category, length: example.length,
                metric: example.metric, response: own.choice,
                tokens: scores.reduce(0) { $0 + $1.count }, finishReason: "scored",
                score: own.score, context: example.extra?["context"],
                also: [isNormalized ? .choiceAccuracy : .normalizedChoiceAccuracy: other.score],
                logLikelihoods: choices.logLikelihoods)
        }
    }

    /// A number from a name, equal on every machine (FNV-1a, 64 bits).
    static func number(_ name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

extension EvaluationResult {
    /// Takes the verdicts on the instructions: the prompt is followed when all are.
    mutating func judge(_ verdicts: [Bool]) {
        let share = Double(verdicts.count { $0 }) / Double(max(verdicts.count, 1))
        let whole = verdicts.allSatisfy { $0 } ? 1.0 : 0
        followed = verdicts
        (score, also) =
            metric == .instructionShare
            ? (share, [.promptInstructions: whole]) : (whole, [.instructionShare: share])
    }
}

extension SeededGenerator {
    /// The first number of a stream.
    fileprivate var first: UInt64 {
        var stream = self
        return stream.next()
    }
}
