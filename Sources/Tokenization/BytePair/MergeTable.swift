/// Rank and result of every pair of ids that merges: an open-addressing table in two flat arrays,
/// because this look-up is most of what encoding does.
struct MergeTable: Sendable {
    private var keys: [UInt64]
    private var values: [(rank: Int32, made: Int32)]
    private let mask: Int
    private static let empty = UInt64.max

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        keys = Array(repeating: Self.empty, count: size)
        values = Array(repeating: (0, 0), count: size)
        mask = size - 1
    }

    /// A pair that is there already gets the later rank, as in the `tokenizers` library.
    mutating func insert(_ left: Int32, _ right: Int32, rank: Int32, made: Int32) {
        let key = Self.key(left, right)
        var slot = Self.hash(key) & mask
        while keys[slot] != Self.empty, keys[slot] != key { slot = (slot + 1) & mask }
        keys[slot] = key
        values[slot] = (rank, made)
    }

    subscript(left: Int32, right: Int32) -> (rank: Int32, made: Int32)? {
        let key = Self.key(left, right)
        var slot = Self.hash(key) & mask
        while true {
            let found = keys[slot]
            if found == key { return values[slot] }
            if found == Self.empty { return nil }
            slot = (slot + 1) & mask
        }
    }

    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    private static func hash(_ key: UInt64) -> Int {
        let mixed = (key ^ (key >> 29)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 20)
    }
}
