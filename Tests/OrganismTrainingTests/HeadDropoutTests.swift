import Testing

@testable import OrganismTraining

@Suite struct HeadDropoutTests {
    @Test func followsSeedAndStepOnly() {
        let dropout = HeadDropout(layers: 3, heads: 4)
        let most = [Double](repeating: 0.5, count: 8)
        let gates = dropout.gates(seed: 1, step: 7, most: most)
        #expect(gates?.count == 8 * 12)
        #expect(gates == dropout.gates(seed: 1, step: 7, most: most))
        #expect(gates != dropout.gates(seed: 1, step: 8, most: most))
        #expect(gates != dropout.gates(seed: 2, step: 7, most: most))
    }

    @Test func noDropoutNeedsNoGates() {
        #expect(HeadDropout(layers: 3, heads: 4).gates(seed: 1, step: 1, most: [0, 0]) == nil)
    }

    @Test func eachRowHasItsOwnRate() throws {
        let dropout = HeadDropout(layers: 5, heads: 10)
        let most = (0..<4000).map { $0.isMultiple(of: 2) ? 0 : 0.8 }
        let gates = try #require(dropout.gates(seed: 4, step: 0, most: most))
        func silenced(_ odd: Int) -> Double {
            let rows = stride(from: odd, to: 4000, by: 2).map { gates[$0 * 50..<($0 + 1) * 50] }
            return Double(rows.reduce(0) { $0 + $1.count { $0 == 0 } }) / 100_000
        }
        #expect(silenced(0) == 0)
        // 3/4 of the rows at a mean rate of 0.4.
        #expect(abs(silenced(1) - 0.3) < 0.03)
    }

    @Test func sharesAreAsDescribed() throws {
        let (rows, size) = (4000, 50)
        let dropout = HeadDropout(layers: 5, heads: 10)
        let most = [Double](repeating: 0.4, count: rows)
        let gates = try #require(dropout.gates(seed: 3, step: 0, most: most))
        #expect(gates.allSatisfy { $0 == 0 || $0 == 1 })
        // Three quarters of the rows lose 0.2 of their heads on average: 0.15 in all. Per row the
        // rate varies with a standard deviation below 0.15, so the mean of 4000 rows by 0.0024.
        let silenced = Double(gates.count { $0 == 0 }) / Double(gates.count)
        #expect(abs(silenced - 0.15) < 0.01)
        // Untouched: a quarter, and of the others those that lost no head of 50 by chance:
        // the mean of (1 - p)^50 over p in 0...0.4 is (1 - 0.6^51) / (51 * 0.4) = 0.049.
        let whole = (0..<rows).count { row in
            gates[row * size..<(row + 1) * size].allSatisfy { $0 == 1 }
        }
        #expect(abs(Double(whole) / Double(rows) - (0.25 + 0.75 * 0.049)) < 0.03)
    }
}
