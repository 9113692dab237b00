import Artifacts
import DecoderModels
import Numbers
import TestSupport
import Testing
import Torch

@testable import PreferenceTraining

@Suite struct PackedBatchTests {
    @Test func theLastTokenOfAPromptScoresBothAnswers() {
        let batch = PackedBatch([
            [.init(prompt: [1, 2], completion: [3, 4]), .init(prompt: [1, 2], completion: [5])],
            [.init(prompt: [6], completion: [7]), .init(prompt: [6], completion: [8, 9])],
        ])
        #expect(batch.tokens.ids == [1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(batch.scored == [2, 1, 1, 2])
        // Chosen of both pairs, then rejected of both.
        #expect(batch.indices == [1, 2, 5, 1, 5, 7])
        #expect(batch.targets == [3, 4, 7, 5, 8, 9])
        #expect(batch.rows == [0, 0, 1, 2, 3, 3])
    }

    @Test func promptsCutDifferentlyAreSequencesOfTheirOwn() {
        let batch = PackedBatch([
            [.init(prompt: [2], completion: [3, 4]), .init(prompt: [1, 2], completion: [5])]
        ])
        #expect(batch.tokens.ids == [2, 3, 4, 1, 2, 5])
        #expect(batch.tokens.positions == [0, 1, 2, 0, 1, 2])
        #expect(batch.indices == [0, 1, 4] && batch.targets == [3, 4, 5])
    }

    @Test func withoutAPromptTheFirstTokenIsNotScored() {
        let batch = PackedBatch([[.init(prompt: [], completion: [4, 5, 6])]])
        #expect(batch.scored == [2] && batch.indices == [0, 1] && batch.targets == [5, 6])
    }

    /// Pairs by lengths of prompt, chosen and rejected.
    func pairs(_ lengths: [(Int, Int, Int)], seed: UInt64) -> [TokenizedPair] {
        var random = SeededGenerator(seed: seed)
        func draw(_ count: Int) -> [Int] {
            (0..<count).map { _ in Int.random(in: 0..<320, using: &random) }
        }
        return lengths.map {
            TokenizedPair(prompt: draw($0.0), chosen: draw($0.1), rejected: draw($0.2))
        }
    }

    /// Random shapes: prompts of 0 to 60 tokens, answers of 1 (2 without a prompt) to 30; and by
    /// hand the ends of them. The last pair has equal answers.
    func cases() -> [[TokenizedPair]] {
        var random = SeededGenerator(seed: 11)
        var cases = [
            pairs([(0, 2, 9)], seed: 1), pairs([(7, 1, 1)], seed: 2), pairs([(90, 4, 3)], seed: 3),
        ]
        for seed in 4..<12 {
            let lengths = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                let prompt = max(0, Int.random(in: -10...60, using: &random))
                let least = prompt == 0 ? 2 : 1
                return (
                    prompt, Int.random(in: least...30, using: &random),
                    Int.random(in: least...30, using: &random)
                )
            }
            cases.append(pairs(lengths, seed: UInt64(seed)))
        }
        let (equal, other) = (pairs([(20, 6, 1)], seed: 12)[0], pairs([(5, 3, 8)], seed: 13)[0])
        cases.append([
            TokenizedPair(chosen: equal.chosen, rejected: equal.chosen), other,
        ])
        return cases
    }

    func result(
        _ model: DecoderModel, _ pairs: [TokenizedPair], _ layout: BatchLayout,
        _ objective: PreferenceObjective = .preference, checkpoints: Bool = false
    ) throws -> Outcome {
        for (_, leaf) in model.trained { try leaf.setRequiresGrad(true) }
        var options = Golden.options
        options.loss.objective = objective
        let score = SequenceLogProbability(
            model: model, layout: layout, checkpointsActivations: checkpoints)
        // Answers are a little more or less likely than under this reference.
        let references = pairs.map {
            ReferenceScores(
                chosen: -5.9 * Double($0.chosen.scored), rejected: -5.7 * Double($0.rejected.scored)
            )
        }
        let gradients = GradientAccumulator()
        let result = try PairPass(pairs: pairs, references: references)
            .gradients(score, options, lossScale: 0.5, into: gradients)
        return Outcome(result: result, gradients: try gradients.gradients(for: model.trained))
    }

    struct Outcome {
        var result: PairPass.Result
        var gradients: [Tensor]
        var loss: Double { result.loss }
        var metrics: [String: Double] { result.metrics }
    }

    func compare(_ packed: Outcome, _ padded: Outcome, _ comment: String) throws {
        #expect(Golden.agree("loss", packed.loss, padded.loss, step: 1), "\(comment)")
        #expect(Set(packed.metrics.keys) == Set(padded.metrics.keys))
        for (name, value) in padded.metrics {
            let found = try #require(packed.metrics[name])
            #expect(Golden.agree(name, found, value, step: 1), "\(comment), \(name)")
        }
        let sizes = try padded.gradients.map { try $0.norm().item() }
        let total = sizes.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for (index, size) in sizes.enumerated() {
            let error = try (packed.gradients[index] - padded.gradients[index]).norm().item()
            // Where only the first token is looked at, queries and keys have no slope: what is
            // there is rounding, and it is of the size of all of them.
            let bound = max(
                Roundoff.likely(steps: 6 * Golden.roundings, scale: size),
                Roundoff.likely(steps: 4, scale: total))
            #expect(
                Roundoff.holds(error, bound, "packed batch \(comment)"),
                "\(comment): \(error) of \(size) and \(total)")
        }
    }

    @Test func lossAndGradientsEqualThePaddedOnes() throws {
        let model = try Golden.loaded()
        for pairs in cases() {
            let comment = "\(pairs.map { [$0.chosen.prompt.count, $0.chosen.count] })"
            let padded = try result(model, pairs, .padded)
            try compare(try result(model, pairs, .packed), padded, comment)
            try compare(
                try result(model, pairs, .packed, checkpoints: true), padded,
                "again \(comment)")
            try compare(
                try result(model, pairs, .packed, .supervised),
                try result(model, pairs, .padded, .supervised), "supervised \(comment)")
        }
    }
}
