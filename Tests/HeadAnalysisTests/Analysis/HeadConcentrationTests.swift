import Artifacts
import Foundation
import Testing

@testable import HeadAnalysis

@Suite struct HeadConcentrationTests {
    /// One value a head, so means are these numbers.
    static func scores(_ rows: [[Double]]) -> HeadScores {
        var values: [HeadID: [Double]] = [:]
        for (layer, row) in rows.enumerated() {
            for (head, score) in row.enumerated() {
                values[HeadID(layer: layer, head: head)] = [score]
            }
        }
        return HeadScores(
            model: nil, mode: "default", layers: rows.count, heads: rows[0].count, attempts: 1,
            values: values)
    }

    func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 }

    @Test("scores below 0 count as 0")
    func negative() {
        let spread = HeadConcentration(Self.scores([[-0.2, 0.6], [0.1, 0.3]]))
        #expect(spread == HeadConcentration(Self.scores([[0, 0.6], [0.1, 0.3]])))
    }

    @Test("four heads by hand: 0, 0.1, 0.3, 0.6")
    func byHand() {
        let spread = HeadConcentration(
            Self.scores([[0, 0.6], [0.1, 0.3]]), thresholds: [0.1, 0.5])
        #expect(spread.heads == 4 && spread.samples == 1)
        // (2·1-5)·0 + (2·2-5)·0.1 + (2·3-5)·0.3 + (2·4-5)·0.6 = -0.1 + 0.3 + 1.8 = 2, over 4·1.
        #expect(near(spread.gini, 0.5))
        let entropy = -(0.1 * log(0.1) + 0.3 * log(0.3) + 0.6 * log(0.6))
        #expect(near(spread.normalizedEntropy, entropy / log(4)))
        #expect(near(spread.effectiveHeads, exp(entropy)))
        #expect(spread.zeroShare == 0.25)
        let wanted = [
            HeadConcentration.Count(threshold: 0.1, heads: 3, layers: 2, firstLayer: 0),
            HeadConcentration.Count(threshold: 0.5, heads: 1, layers: 1, firstLayer: 0),
        ]
        #expect(spread.counts == wanted)
    }

    @Test("all heads equal: no inequality, full entropy")
    func equal() {
        let spread = HeadConcentration(Self.scores([[0.25, 0.25, 0.25], [0.25, 0.25, 0.25]]))
        #expect(near(spread.gini, 0) && near(spread.normalizedEntropy, 1))
        #expect(near(spread.effectiveHeads, 6) && spread.zeroShare == 0)
        #expect(spread.counts.map(\.heads) == [6, 6, 6, 0, 0, 0])
        #expect(spread.counts.last?.firstLayer == nil)
    }

    @Test("one head has it all: n - 1 over n, no entropy, one effective head")
    func single() {
        let spread = HeadConcentration(Self.scores([[0, 0], [0, 0.7]]))
        #expect(near(spread.gini, 0.75) && near(spread.normalizedEntropy, 0))
        #expect(near(spread.effectiveHeads, 1) && spread.zeroShare == 0.75)
        #expect(spread.counts.map(\.firstLayer) == [1, 1, 1, 1, 1, 1])
    }

    @Test("scale does not matter")
    func scale() {
        let low = HeadConcentration(Self.scores([[0.01, 0.02, 0.03]]))
        let high = HeadConcentration(Self.scores([[0.1, 0.2, 0.3]]))
        #expect(near(low.gini, high.gini))
        #expect(near(low.normalizedEntropy, high.normalizedEntropy))
    }

    @Test("nothing copied: all numbers are 0, none is undefined")
    func nothing() {
        let spread = HeadConcentration(Self.scores([[0, 0]]))
        #expect(spread.gini == 0 && spread.normalizedEntropy == 0 && spread.effectiveHeads == 0)
        #expect(spread.zeroShare == 1)
    }
}
