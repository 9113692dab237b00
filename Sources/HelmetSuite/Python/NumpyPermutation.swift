/// `numpy.random.default_rng(seed).permutation(count)`, by which `datasets` shuffles rows: PCG64 (O'Neill 2014),
/// seeded by numpy's `SeedSequence`.
struct NumpyPermutation {
    private var state = Wide()
    private let increment: Wide
    /// Half of the last 64 bits, which the next 32 come from.
    private var half: UInt32?

    init(seed: UInt32) {
        let words = Self.seedSequence(seed)
        let stream = Wide(high: words[2], low: words[3])
        increment = Wide(high: stream.high << 1 | stream.low >> 63, low: stream.low << 1 | 1)
        step()
        state = state.plus(Wide(high: words[0], low: words[1]))
        step()
    }

    /// The places of rows in their new order.
    static func of(_ count: Int, seed: UInt32) -> [Int] {
        var generator = NumpyPermutation(seed: seed)
        var places = Array(0..<count)
        for index in stride(from: count - 1, to: 0, by: -1) {
            places.swapAt(index, generator.upTo(index))
        }
        return places
    }

    /// A number from 0 to `most`: 32 bits under the smallest mask that holds it, until they are not above it.
    private mutating func upTo(_ most: Int) -> Int {
        let mask = UInt32.max >> UInt32(UInt32(most).leadingZeroBitCount)
        while true {
            let drawn = next() & mask
            if drawn <= UInt32(most) { return Int(drawn) }
        }
    }

    private mutating func next() -> UInt32 {
        if let kept = half {
            half = nil
            return kept
        }
        step()
        let mixed = state.high ^ state.low
        let turn = state.high >> 58
        let whole = turn == 0 ? mixed : mixed >> turn | mixed << (64 - turn)
        half = UInt32(whole >> 32)
        return UInt32(truncatingIfNeeded: whole)
    }

    private mutating func step() {
        state = state.times(Wide(high: 0x2360_ed05_1fc6_5da4, low: 0x4385_df64_9fcc_f645))
            .plus(increment)
    }

    /// Four words of 64 bits from a seed of 32.
    private static func seedSequence(_ seed: UInt32) -> [UInt64] {
        var hash: UInt32 = 0x43b0_d7e5
        func hashed(_ value: UInt32) -> UInt32 {
            var value = value ^ hash
            hash = hash &* 0x931e_8875
            value = value &* hash
            return value ^ value >> 16
        }
        var pool = [hashed(seed), hashed(0), hashed(0), hashed(0)]
        for source in 0..<4 {
            for target in 0..<4 where target != source {
                let mixed = 0xca01_f9dd &* pool[target] &- 0x4973_f715 &* hashed(pool[source])
                pool[target] = mixed ^ mixed >> 16
            }
        }
        var last: UInt32 = 0x8b51_f9dd
        let words = (0..<8).map { index -> UInt64 in
            var value = pool[index % 4] ^ last
            last = last &* 0x58f3_8ded
            value = value &* last
            return UInt64(value ^ value >> 16)
        }
        return (0..<4).map { words[2 * $0] | words[2 * $0 + 1] << 32 }
    }

    /// 128 bits; `UInt128` needs a newer system than the package does elsewhere.
    private struct Wide {
        var (high, low): (UInt64, UInt64)

        init(high: UInt64 = 0, low: UInt64 = 0) { (self.high, self.low) = (high, low) }

        func plus(_ other: Wide) -> Wide {
            let (sum, carried) = low.addingReportingOverflow(other.low)
            return Wide(high: high &+ other.high &+ (carried ? 1 : 0), low: sum)
        }

        func times(_ other: Wide) -> Wide {
            let product = low.multipliedFullWidth(by: other.low)
            return Wide(
                high: product.high &+ high &* other.low &+ low &* other.high, low: product.low)
        }
    }
}
