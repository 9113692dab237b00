import COniguruma

/// Scalars newer than the Unicode version of the Oniguruma at hand, and their stand-ins.
///
/// The expressions of tokenizers ask for `\p{L}`, `\p{Han}` and the like. Debian's Oniguruma 6.9.8
/// has Unicode 14, the `tokenizers` library's own 16: letters assigned in between would be cut
/// differently. A stand-in has the same properties and as many bytes, so that offsets do not move,
/// and is the nearest of its kind, so that it lies in the same ranges and scripts.
struct NewerUnicodeScalars: Sendable {
    static let table = NewerUnicodeScalars()

    /// Bytes of the stand-in by scalar.
    private var standIns: [UInt32: [UInt8]] = [:]
    /// Whether there is such a scalar among those that share all but the last eight bits.
    private var pages = [Bool](repeating: false, count: 0x1100)

    /// The version of Unicode that the library goes by.
    private static let version = (major: 16, minor: 0)
    /// No scalar is newer below U+0300 and behind the ideographs of plane 3, or in the large blocks
    /// in between.
    private static let searched: [Range<UInt32>] = [
        0x300..<0x3400, 0x4DC0..<0x4E00, 0x9FF0..<0xAC00, 0xD7A4..<0xD800, 0xE000..<0x17000,
        0x187F0..<0x20000, 0x2A6D0..<0x34000,
    ]

    private init() {
        guard let old = OnigurumaClasses() else { return }
        var known: [Kind: [UInt32]] = [:]
        var newer: [(value: UInt32, kind: Kind)] = []
        for scalar in Self.searched.joined().lazy.compactMap(Unicode.Scalar.init) {
            let properties = scalar.properties
            guard let age = properties.age, properties.generalCategory != .privateUse,
                (age.major, age.minor) <= (Self.version.major, Self.version.minor)
            else { continue }
            let kind = Kind(scalar)
            if old.know(scalar, kind) {
                known[kind, default: []].append(scalar.value)
            } else {
                newer.append((scalar.value, kind))
            }
        }
        for (value, kind) in newer {
            guard let near = known[kind].flatMap({ Self.nearest(to: value, in: $0) }),
                let scalar = Unicode.Scalar(near), let bytes = UTF8.encode(scalar)
            else { continue }
            standIns[value] = Array(bytes)
            pages[Int(value >> 8)] = true
        }
    }

    /// Of values in rising order; the lower one of two that are as near.
    static func nearest(to value: UInt32, in sorted: [UInt32]) -> UInt32? {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        guard low < sorted.count else { return sorted.last }
        guard low > 0 else { return sorted[0] }
        return value - sorted[low - 1] <= sorted[low] - value ? sorted[low - 1] : sorted[low]
    }

    /// Properties that a stand-in shares with the scalar that it stands for.
    struct Kind: Hashable {
        let category: Unicode.GeneralCategory
        let count: Int
        let isAlphabetic: Bool
        let isLowercase: Bool
        let isUppercase: Bool
        let isEmoji: Bool
        let isIdeograph: Bool

        init(_ scalar: Unicode.Scalar) {
            let properties = scalar.properties
            category = properties.generalCategory
            count = UTF8.width(scalar)
            isAlphabetic = properties.isAlphabetic
            isLowercase = properties.isLowercase
            isUppercase = properties.isUppercase
            isEmoji = properties.isEmoji
            isIdeograph = properties.isUnifiedIdeograph
        }
    }

    /// The text with stand-ins, or nil when it has no such scalars. `text` is valid UTF-8.
    static func replaced(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.contains(where: { $0 >= 0xE0 }) else { return nil }
        return table.replaced(text)
    }

    private func replaced(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var copy: [UInt8]?
        var at = 0
        while at < text.count {
            let lead = text[at]
            guard lead >= 0xE0 else {
                at += lead < 0xC0 ? 1 : 2
                continue
            }
            var value = UInt32(lead & (lead >= 0xF0 ? 0x07 : 0x0F))
            let count = lead >= 0xF0 ? 4 : 3
            for offset in 1..<count { value = value << 6 | UInt32(text[at + offset] & 0x3F) }
            if pages[Int(value >> 8)], let bytes = standIns[value] {
                if copy == nil { copy = Array(text) }
                for (offset, byte) in bytes.enumerated() { copy?[at + offset] = byte }
            }
            at += count
        }
        return copy
    }
}
