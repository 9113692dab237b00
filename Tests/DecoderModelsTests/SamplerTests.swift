import Artifacts
import Foundation
import Testing

@testable import DecoderModels

@Suite struct SamplerTests {
    func shares(_ logits: [Float], _ sampling: Sampling, draws: Int = 20_000) -> [Double] {
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
        #expect(close(shares(logits, Sampling(temperature: 1)), [0.1, 0.4, 0.2, 0.3]))
        // Temperature 1/2 squares them: 1, 16, 4, 9 of 30.
        let cold = shares(logits, Sampling(temperature: 0.5))
        let squares = [1.0, 16, 4, 9].map { $0 / 30 }
        #expect(close(cold, squares))
    }

    @Test func topKKeepsTheMostLikely() {
        let two = shares(logits, Sampling(temperature: 1, topK: 2))
        #expect(two[0] == 0 && two[2] == 0)
        let halves = [0, 4, 0, 3].map { Double($0) / 7 }
        #expect(close(two, halves))
    }

    @Test func topPKeepsTheSmallestSetThatReachesIt() {
        // 0.4 + 0.3 = 0.7 reaches 0.65 but 0.4 does not.
        let nucleus = shares(logits, Sampling(temperature: 1, topP: 0.65))
        let expected = [0, 4, 0, 3].map { Double($0) / 7 }
        #expect(close(nucleus, expected) && nucleus[0] + nucleus[2] == 0)
        // The most likely token always stays.
        #expect(shares(logits, Sampling(temperature: 1, topP: 0.01), draws: 50) == [0, 1, 0, 0])
    }

    @Test func extremeLogitsDoNotOverflow() {
        let wild: [Float] = [-.infinity, 1e30, 0, -1e30]
        #expect(shares(wild, Sampling(temperature: 0.7), draws: 50) == [0, 1, 0, 0])
    }
}
