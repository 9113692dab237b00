import DecoderModels
import TestSupport
import Testing
import Torch

@testable import PreferenceTraining

@Suite struct TokenWeightsTests {
    let pair = TokenizedPair(prompt: [1, 2], chosen: [3, 4, 5, 6, 7], rejected: [8, 9, 3])

    /// The pair with weights of the file on the chosen side.
    var weighted: TokenizedPair {
        var pair = pair
        pair.chosen.weights = [1, 0, 2, 1, 0]
        return pair
    }

    @Test func sumsNeedNone() {
        #expect(TokenWeights().weights([pair]) == nil)
    }

    @Test func meansShareOneAmongTheTokens() {
        let weights = TokenWeights(averages: true).weights([pair])
        #expect(weights == Array(repeating: 1 / 5, count: 5) + Array(repeating: 1 / 3.0, count: 3))
    }

    @Test func tokensBeyondTheShorterAnswerCountAlpha() {
        let weights = TokenWeights(ldAlpha: 0.5)
        #expect(weights.weights([pair]) == [1, 1, 1, 0.5, 0.5] + [1, 1, 1])
        let turned = TokenizedPair(chosen: pair.rejected, rejected: pair.chosen)
        #expect(weights.weights([turned]) == [1, 1, 1] + [1, 1, 1, 0.5, 0.5])
    }

    @Test func weightsOfTheFileMultiply() {
        #expect(TokenWeights().weights([weighted]) == [1, 0, 2, 1, 0] + [1, 1, 1])
        #expect(TokenWeights(ldAlpha: 0.5).weights([weighted]) == [1, 0, 2, 0.5, 0] + [1, 1, 1])
        // A weighted mean: over the sum of the weights, 4.
        let means = TokenWeights(averages: true).weights([weighted])
        #expect(means == [0.25, 0, 0.5, 0.25, 0] + Array(repeating: 1 / 3.0, count: 3))
    }

    @Test func whatIsCutTakesItsWeightAlong() {
        // Without a prompt the first token of the answer is not scored.
        let end = Truncation(maxLength: 4, maxPromptLength: nil, side: .keepEnd).cut(weighted)
        #expect(end.chosen.completion == [4, 5, 6, 7] && end.chosen.weights == [0, 2, 1, 0])
        #expect(end.chosen.scoredWeights == [2, 1, 0])
        let start = Truncation(maxLength: 4, maxPromptLength: nil, side: .keepStart).cut(weighted)
        #expect(start.chosen.completion == [3, 4] && start.chosen.weights == [1, 0])
        // Of [3, 4] the token with weight 1 counts; with only the second there is nothing.
        #expect(start.chosen.counts)
        #expect(!TokenizedPair.Side(prompt: [1], completion: [4], weights: [0]).counts)
    }

    @Test func scoresAreWeightedSumsOfTokens() throws {
        let pairs = [weighted, pair]
        let batch = try PairBatch(
            pairs.map(\.chosen) + pairs.map(\.rejected), device: .cpu)
        let result = try SequenceLogProbability(model: try Golden.loaded())(batch)
        let tokens = try result.tokens.doubles()
        #expect(tokens.count == 5 + 5 + 3 + 3)
        let weights = try #require(TokenWeights(ldAlpha: 0.25).weights(pairs))
        let scores = try result.weighted(weights).doubles()
        // Row 0: tokens 0 to 4 with 1, 0, 2, 0.25 * 1, 0; row 1: 1, 1, 1, 0.25, 0.25.
        let first = tokens[0] + 2 * tokens[2] + 0.25 * tokens[3]
        let second = tokens[5] + tokens[6] + tokens[7] + 0.25 * (tokens[8] + tokens[9])
        // Up to five products are added in float32.
        let bound = Roundoff.worst(terms: 10, scale: 2 * -tokens.reduce(0, +))
        #expect(abs(scores[0] - first) <= bound && abs(scores[1] - second) <= bound)
        #expect(abs(scores[3] - tokens[13...].reduce(0, +)) <= bound)
        #expect(try result.weighted(nil).doubles() == result.logProbabilities.doubles())
    }

    /// Scores of rows of so many tokens each.
    func scores(_ tokens: Tensor, _ scored: [Int]) throws -> CompletionLogProbabilities {
        let rows = scored.enumerated().flatMap { Array(repeating: $0, count: $1) }
        return try CompletionLogProbabilities(
            tokens: tokens, meanLogits: Tensor.zeros([rows.count]),
            rows: Tensor(rows, shape: [rows.count]), scored: scored)
    }

    @Test func likelihoodTermByHand() throws {
        let tokens = try Tensor([-1, -2, -3, -4, -5, -9] as [Float], shape: [6])
        try tokens.setRequiresGrad(true)
        let result = try scores(tokens, [5, 1])
        // Five chosen tokens, then one of the rejected answer: 15 / 5, each with gradient -1/5.
        let plain = try PairPass(pairs: [pair], references: []).likelihoodLoss(result)
        #expect(try plain.item() == 3)
        let gradients = try Tensor.gradients(of: plain, for: [tokens])[0].floats()
        #expect(gradients == [-0.2, -0.2, -0.2, -0.2, -0.2, 0])
        // With weights 1, 0, 2, 1, 0: (1 + 6 + 4) / 4.
        let some = try PairPass(pairs: [weighted], references: []).likelihoodLoss(result)
        #expect(try some.item() == 2.75)
        #expect(
            try Tensor.gradients(of: some, for: [tokens])[0].floats()
                == [-0.25, 0, -0.5, -0.25, 0, 0])
    }

    @Test func theGradientOfAWeightedTokenIsItsWeight() throws {
        // Through the loss: d loss / d token = gradient of the score * weight. Two answers of equal
        // score under model and reference: gradient -beta / 2.
        let tokens = try Tensor([-1, -2, -3] as [Double], shape: [3])
        try tokens.setRequiresGrad(true)
        let scores = try scores(tokens.to(.float32), [2, 1]).weighted([1, 0.5, 1])
        #expect(try scores.doubles() == [-2, -3])
        let loss = try PreferenceLoss(beta: 0.2).losses(
            chosen: scores.narrow(0, start: 0, length: 1),
            rejected: scores.narrow(0, start: 1, length: 1),
            referenceChosen: Tensor([-2] as [Float], shape: [1]),
            referenceRejected: Tensor([-3] as [Float], shape: [1])
        ).sum()
        let gradients = try Tensor.gradients(of: loss, for: [tokens])[0].doubles()
        for (gradient, expected) in zip(gradients, [-0.1, -0.05, 0.1]) {
            #expect(abs(gradient - expected) <= Roundoff.worst(terms: 8, scale: 0.1))
        }
    }
}
