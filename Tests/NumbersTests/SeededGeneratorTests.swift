import Numbers
import Testing

@Suite struct SeededGeneratorTests {
    @Test func matchesTheReferenceStream() {
        // First outputs of splitmix64.c for seed 1234567 (Vigna's test values).
        var source = SeededGenerator(seed: 1_234_567)
        #expect(source.next() == 6_457_827_717_110_365_317)
        #expect(source.next() == 3_203_168_211_198_807_973)
    }

    @Test func belowIsInRangeAndEven() {
        var source = SeededGenerator(seed: 1)
        var counts = [Int](repeating: 0, count: 6)
        for _ in 0..<60_000 { counts[source.below(6)] += 1 }
        // Standard deviation of a count is 91; six of them on either side.
        #expect(counts.allSatisfy { abs($0 - 10_000) < 550 })
    }

    @Test func derivedStreamsDiffer() {
        let firsts = (0..<1000).map { index -> UInt64 in
            var source = SeededGenerator.derive(9, UInt64(index))
            return source.next()
        }
        #expect(Set(firsts).count == 1000)
    }

    @Test func shuffleIsAPermutation() {
        var source = SeededGenerator(seed: 3)
        var list = Array(0..<50)
        source.shuffle(&list)
        #expect(list != Array(0..<50))
        #expect(list.sorted() == Array(0..<50))
    }
}
