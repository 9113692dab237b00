import Testing

@testable import HeadAnalysis

@Suite struct SetOverlapTests {
    @Test("shared over all that are in either")
    func jaccard() throws {
        let overlap = try #require(SetOverlap([1, 2, 3], [2, 3, 4], of: 6))
        #expect(overlap.jaccard == 2.0 / 4)
        // Of 3 and 3 of 6, x are shared with weights C(3, x) C(3, 3 - x) = 1, 9, 9, 1.
        let expected = (9.0 * 1 / 5 + 9.0 * 2 / 4 + 1) / 20
        #expect(abs(overlap.expected - expected) < 1e-12)
        #expect(SetOverlap([1], [2], of: 4)?.jaccard == 0)
        #expect(SetOverlap([1, 2], [1, 2], of: 4)?.jaccard == 1)
        #expect(SetOverlap(Set<Int>(), [], of: 4) == nil)
    }

    @Test("sets that cannot avoid each other, empty sets, whole sets")
    func edges() {
        // Any 3 of 4 and any 2 of 4 share 1 or 2: C(2, x) C(2, 3 - x) is 2 and 2.
        let forced = (2.0 * 1 / 4 + 2.0 * 2 / 3) / 4
        #expect(abs(SetOverlap.expectedJaccard(3, 2, of: 4) - forced) < 1e-12)
        #expect(SetOverlap.expectedJaccard(0, 2, of: 4) == 0)
        #expect(SetOverlap.expectedJaccard(4, 4, of: 4) == 1)
        // One head each of n: equal with probability 1 / n.
        #expect(abs(SetOverlap.expectedJaccard(1, 1, of: 1024) - 1.0 / 1024) < 1e-15)
    }

    @Test("every two subsets of six heads, counted one by one")
    func enumeration() {
        for a in 1...6 {
            for b in 1...6 {
                let first = (0..<64).filter { $0.nonzeroBitCount == a }
                let second = (0..<64).filter { $0.nonzeroBitCount == b }
                let values = first.flatMap { one in
                    second.map { two in
                        Double((one & two).nonzeroBitCount) / Double((one | two).nonzeroBitCount)
                    }
                }
                let mean = values.reduce(0, +) / Double(values.count)
                #expect(abs(SetOverlap.expectedJaccard(a, b, of: 6) - mean) < 1e-12)
            }
        }
    }

    @Test("halves of large models neither overflow nor vanish")
    func large() {
        // Half of each: about a quarter of all shared, over three quarters.
        #expect(abs(SetOverlap.expectedJaccard(2560, 2560, of: 5120) - 1.0 / 3) < 1e-3)
    }
}
