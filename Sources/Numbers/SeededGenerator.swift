/// A small, fast, reproducible random source (SplitMix64; Steele, Lea and Flood 2014).
///
/// The same seed gives the same stream on every machine and in every version of the package.
/// `derive` makes independent streams, so that item 7 of a job draws the same numbers whether or
/// not items 0 to 6 ran in this process.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The stream of a seed, from its beginning.
    public init(seed: UInt64) { state = seed }

    /// The stream of `index` under `seed`: equal inputs give equal streams.
    public static func derive(_ seed: UInt64, _ index: UInt64) -> SeededGenerator {
        var mixed = SeededGenerator(seed: seed ^ (index &* 0xD1B5_4A32_D192_ED03))
        return SeededGenerator(seed: mixed.next())
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform in [0, 1), 53 bits.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform in 0..<bound. Fixed arithmetic, unlike `Int.random`, whose algorithm may change.
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "below(\(bound)) needs a positive bound")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// One element, uniformly.
    public mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

    /// Fisher-Yates.
    public mutating func shuffle<Element>(_ list: inout [Element]) {
        guard list.count > 1 else { return }
        for last in stride(from: list.count - 1, to: 0, by: -1) {
            list.swapAt(last, below(last + 1))
        }
    }
}
