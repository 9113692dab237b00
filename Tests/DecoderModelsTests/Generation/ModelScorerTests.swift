import Artifacts
import Foundation
import Storage
import Testing
import Torch

@testable import DecoderModels

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
                let bound = Double(golden.bound)
                #expect(difference <= 2 * bound)
                // Logits that are nearer to each other than two roundings all the way may change places.
                let most = try #require(logits.max())
                #expect(logits[scores[row].argmax[index]] >= most - 2 * bound)
                let above = logits.count { $0 > own + 2 * bound }
                let atLeast = logits.count { $0 > own - 2 * bound }
                // The token itself is one of the latter.
                #expect((1 + above...max(1 + above, atLeast)).contains(scores[row].ranks[index]))
            }
        }
    }

    @Test func silencedHeadsChangeTheScores() throws {
        let golden = try Golden("llama")
        let scorer = ModelScorer(model: golden.model)
        let scores = try scorer.scores(
            of: [golden.tokens[1]], ablation: HeadAblation(golden.heads))[0]
        let logits = golden.expected(1, 5..<6, masked: true).map(Double.init)
        let total = log(logits.map { exp($0) }.reduce(0, +))
        let expected: Double = logits[golden.tokens[1][6]] - total
        #expect(abs(scores.logProbabilities[5] - expected) <= Double(2 * golden.bound))
    }

    @Test func textsThatDoNotFitAreRefused() throws {
        let scorer = ModelScorer(model: try Golden("llama").model)
        #expect(throws: UsageError.self) { try scorer.scores(of: [[]]) }
        #expect(throws: UsageError.self) {
            try scorer.scores(of: [Array(repeating: 1, count: 129)])
        }
    }
}
