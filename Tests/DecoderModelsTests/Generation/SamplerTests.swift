import Artifacts
import Foundation
import Numbers
import Testing
import Torch

@testable import DecoderModels

@Suite struct SamplerTests {
    func shares(_ logits: [Float], _ sampling: SamplingParameters, draws: Int = 20_000) -> [Double]
    {
        var sampler = Sampler(sampling)
        var counts = Array(repeating: 0.0, count: logits.count)
        logits.withUnsafeBufferPointer { buffer in
            for _ in 0..<draws { counts[sampler.draw(buffer)] += 1 }
        }
        return counts.map { $0 / Double(draws) }
    }

    // Probabilities 0.1, 0.4, 0.2, 0.3 at temperature 1.
    let logits = [0.1, 0.4, 0.2, 0.3].map { Float(log($0)) }

    /// Five standard errors of a share from 20 000 draws are at most 5 * 0.5 / 141 = 0.018.
    func close(_ one: [Double], _ two: [Double]) -> Bool {
        zip(one, two).allSatisfy { abs($0 - $1) < 0.018 }
    }

    @Test func frequenciesAreTheProbabilities() {
        #expect(close(shares(logits, SamplingParameters(temperature: 1)), [0.1, 0.4, 0.2, 0.3]))
        // Temperature 1/2 squares them: 1, 16, 4, 9 of 30.
        let cold = shares(logits, SamplingParameters(temperature: 0.5))
        let squares = [1.0, 16, 4, 9].map { $0 / 30 }
        #expect(close(cold, squares))
    }

    @Test func topKKeepsTheMostLikely() {
        let two = shares(logits, SamplingParameters(temperature: 1, topK: 2))
        #expect(two[0] == 0 && two[2] == 0)
        let halves = [0, 4, 0, 3].map { Double($0) / 7 }
        #expect(close(two, halves))
    }

    @Test func topPKeepsTheSmallestSetThatReachesIt() {
        // 0.4 + 0.3 = 0.7 reaches 0.65 but 0.4 does not.
        let nucleus = shares(logits, SamplingParameters(temperature: 1, topP: 0.65))
        let expected = [0, 4, 0, 3].map { Double($0) / 7 }
        #expect(close(nucleus, expected) && nucleus[0] + nucleus[2] == 0)
        // The most likely token always stays.
        #expect(
            shares(logits, SamplingParameters(temperature: 1, topP: 0.01), draws: 50) == [
                0, 1, 0, 0,
            ])
    }

    @Test func extremeLogitsDoNotOverflow() {
        let wild: [Float] = [-.infinity, 1e30, 0, -1e30]
        #expect(shares(wild, SamplingParameters(temperature: 0.7), draws: 50) == [0, 1, 0, 0])
    }

    /// The shortcuts for large vocabularies against sorting everything.
    @Test(arguments: [(0, 0.9), (0, 0.1), (7, 1.0), (50, 0.8), (1500, 1.0), (1500, 0.5)])
    func largeVocabulariesAreCutExactly(topK: Int, topP: Double) {
        var stream = SeededGenerator(seed: 5)
        // Steps of 1/8 make many equal logits.
        let logits = (0..<5000).map { _ in Float(stream.below(64) - 32) / 8 }
        let temperature = 0.9
        var order = logits.indices.sorted { (logits[$1], $0) < (logits[$0], $1) }
        if topK > 0 { order = Array(order.prefix(topK)) }
        let weights = order.map { exp((Double(logits[$0]) - 31.0 / 8) / temperature) }
        let goal = topP * weights.reduce(0, +)
        var sum = 0.0
        var expected: [Int] = []
        for (token, weight) in zip(order, weights) where topP == 1 || sum < goal {
            expected.append(token)
            sum += weight
        }
        let sampler = Sampler(SamplingParameters(temperature: temperature, topP: topP, topK: topK))
        let kept = logits.withUnsafeBufferPointer { sampler.candidates($0) }
        #expect(kept.map(\.token) == expected)
    }

    /// The rows of a batch are drawn by the engine, on all cores; the tokens are those of one row at a time.
    @Test func batchesDrawWhatEachRowDraws() throws {
        let (rows, size) = (7, 3001)
        var stream = SeededGenerator(seed: 3)
        var logits = (0..<rows * size).map { _ in Float(stream.uniform() * 24 - 12) }
        // A row of which one token alone can be drawn, and one that is all alike.
        for place in 0..<size { logits[4 * size + place] = place == 1234 ? 3 : -.infinity }
        for place in 0..<size { logits[5 * size + place] = -700 }
        var samplers: [Sampler?] = [
            SamplingParameters(temperature: 0.6, seed: 1), SamplingParameters(temperature: 0),
            SamplingParameters(temperature: 1.3, topK: size, seed: 2), nil,
            SamplingParameters(temperature: 1, seed: 4),
            SamplingParameters(temperature: 2, seed: 5),
            SamplingParameters(temperature: 0.6, topP: 0.9, seed: 6),
        ].map { $0.map { Sampler($0) } }
        var alone = samplers
        let batch = try Tensor(logits, shape: [rows, size])
        for _ in 0..<40 {
            let tokens = try Sampler.choose(batch, &samplers)
            for row in [0, 2, 4, 5, 6] {
                let own = Array(logits[row * size..<(row + 1) * size])
                let expected = own.withUnsafeBufferPointer { alone[row]?.draw($0) }
                #expect(tokens[row] == expected, "row \(row)")
            }
            #expect(tokens[4] == 1234)
            let greedy = logits[size..<2 * size]
            #expect(greedy[size + tokens[1]] == greedy.max())
        }
    }
}
