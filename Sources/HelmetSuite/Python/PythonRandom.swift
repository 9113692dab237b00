import Foundation

/// Python's `random.Random(seed)`: the Mersenne Twister with CPython's seeding, `sample` and `shuffle`.
///
/// HELMET draws test keys, demonstrations and label numbers with it, so equal prompts need equal draws
/// (CPython 3.8 to 3.13, which draw alike).
struct PythonRandom {
    private var words = [UInt32](repeating: 0, count: Self.size)
    private var place = Self.size
    private static let size = 624

    /// As `random.seed(seed)` of a whole number, whose 32-bit words are the key, the lowest first.
    init(seed: UInt64) {
        var key = [UInt32(truncatingIfNeeded: seed)]
        if seed >> 32 > 0 { key.append(UInt32(seed >> 32)) }
        fill(19_650_218)
        var (one, two) = (1, 0)
        for _ in 0..<max(Self.size, key.count) {
            words[one] = (words[one] ^ mixed(one, 1_664_525)) &+ key[two] &+ UInt32(two)
            advance(&one)
            two = (two + 1) % key.count
        }
        for _ in 1..<Self.size {
            words[one] = (words[one] ^ mixed(one, 1_566_083_941)) &- UInt32(one)
            advance(&one)
        }
        words[0] = 0x8000_0000
    }

    private mutating func fill(_ seed: UInt32) {
        words[0] = seed
        for index in 1..<Self.size {
            words[index] = mixed(index, 1_812_433_253) &+ UInt32(index)
        }
    }

    private func mixed(_ index: Int, _ factor: UInt32) -> UInt32 {
        (words[index - 1] ^ (words[index - 1] >> 30)) &* factor
    }

    private mutating func advance(_ index: inout Int) {
        index += 1
        if index == Self.size {
            words[0] = words[Self.size - 1]
            index = 1
        }
    }

    /// The next 32 bits.
    mutating func next() -> UInt32 {
        if place == Self.size { twist() }
        var word = words[place]
        place += 1
        word ^= word >> 11
        word ^= word << 7 & 0x9d2c_5680
        word ^= word << 15 & 0xefc6_0000
        return word ^ word >> 18
    }

    private mutating func twist() {
        for index in 0..<Self.size {
            let joined =
                words[index] & 0x8000_0000 | words[(index + 1) % Self.size] & 0x7fff_ffff
            words[index] =
                words[(index + 397) % Self.size] ^ joined >> 1
                ^ (joined & 1 == 1 ? 0x9908_b0df : 0)
        }
        place = 0
    }

    /// A number from 0 to `bound - 1`: the highest bits that can hold `bound`, drawn until they are below it.
    mutating func below(_ bound: Int) -> Int {
        let bits = Int.bitWidth - bound.leadingZeroBitCount
        while true {
            let drawn = Int(next() >> UInt32(32 - bits))
            if drawn < bound { return drawn }
        }
    }

    /// `shuffle`: from the end, each place with one that is not after it.
    mutating func shuffle<Element>(_ list: inout [Element]) {
        for index in stride(from: list.count - 1, to: 0, by: -1) {
            list.swapAt(index, below(index + 1))
        }
    }

    /// `sample`: `count` different elements in the order of the draw. Which of two ways CPython goes depends
    /// on the numbers alone.
    mutating func sample<Element>(_ list: [Element], _ count: Int) -> [Element] {
        precondition(0...list.count ~= count, "a sample no larger than the list")
        var largest = 21.0
        if count > 5 { largest += pow(4, ceil(log(Double(count) * 3) / log(4))) }
        if Double(list.count) <= largest {
            // The one that is taken gives its place to the last that is left.
            var pool = list
            return (0..<count).map { index in
                let drawn = below(list.count - index)
                defer { pool[drawn] = pool[list.count - index - 1] }
                return pool[drawn]
            }
        }
        var taken: Set<Int> = []
        return (0..<count).map { _ in
            var drawn = below(list.count)
            while !taken.insert(drawn).inserted { drawn = below(list.count) }
            return list[drawn]
        }
    }
}
