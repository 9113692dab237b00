import Artifacts
import DecoderModels
import Foundation
import Testing
import Torch

@Suite struct ModelScorerTests {
    @Test(arguments: [1, 7, 256]) func scoresFollowFromTheLogits(chunk: Int) throws {
        let golden = try Golden("qwen3")
        let scorer = ModelScorer(model: golden.model, chunk: chunk)
        let scores = try scorer.scores(of: golden.tokens)
        for (row, tokens) in golden.tokens.enumerated() {
            for index in 0..<tokens.count - 1 {
                let logits = golden.expected(row, index..<index + 1).map(Double.init)
                let total = log(logits.map { exp($0) }.reduce(0, +))
                let own = logits[tokens[index + 1]]
                let difference = abs(scores[row].logProbabilities[index] - (own - total))
                #expect(difference < 1e-4)
                #expect(scores[row].argmax[index] == logits.firstIndex(of: logits.max() ?? 0))
                #expect(scores[row].ranks[index] == 1 + logits.count { $0 > own })
            }
        }
    }

    @Test func silencedHeadsChangeTheScores() throws {
        let golden = try Golden("llama")
        let scorer = ModelScorer(model: golden.model)
        let scores = try scorer.scores(of: [golden.tokens[1]], silenced: golden.heads)[0]
        let logits = golden.expected(1, 5..<6, masked: true).map(Double.init)
        let total = log(logits.map { exp($0) }.reduce(0, +))
        let expected: Double = logits[golden.tokens[1][6]] - total
        #expect(abs(scores.logProbabilities[5] - expected) < 1e-4)
    }

    @Test func textsThatDoNotFitAreRefused() throws {
        let scorer = ModelScorer(model: try Golden("llama").model)
        #expect(throws: UsageError.self) { try scorer.scores(of: [[]]) }
        #expect(throws: UsageError.self) {
            try scorer.scores(of: [Array(repeating: 1, count: 129)])
        }
    }
}
