import CPCRE2

/// Scalars that the PCRE2 at hand does not know yet, and older ones that stand in for them.
///
/// The expressions of tokenizers ask for `\p{L}`, `\p{N}` and the like. Debian's PCRE2 10.42 has
/// Unicode 14, the `tokenizers` library 16: letters assigned in between would be cut differently.
/// A stand-in has the same general category and as many bytes, so that places do not move.
struct YoungScalars: Sendable {
    static let table = YoungScalars()

    /// Bytes of the stand-in by scalar.
    private let standIns: [UInt32: [UInt8]]
    /// Whether there is such a scalar among those that share all but the last eight bits.
    private let pages: [Bool]

    private init() {
        var standIns: [UInt32: [UInt8]] = [:]
        var pages = [Bool](repeating: false, count: 0x1100)
        var known: [Kind: [UInt8]] = [:]
        var young: [(scalar: Unicode.Scalar, kind: Kind)] = []
        guard let unassigned = try? RegexPattern(#"\p{Cn}"#, file: "") else {
            (self.standIns, self.pages) = ([:], pages)
            return
        }
        // Nothing was assigned below U+0800 of late, nor behind the ideographs of plane 3.
        for scalar in (0x800..<0x34000).lazy.compactMap(Unicode.Scalar.init) {
            let category = scalar.properties.generalCategory
            guard category != .unassigned, category != .privateUse else { continue }
            let bytes = Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            let kind = Kind(category: category, count: bytes.count)
            var isYoung = false
            bytes.withUnsafeBufferPointer { buffer in
                unassigned.forEachMatch(inKnown: buffer) { _ in isYoung = true }
            }
            if isYoung {
                young.append((scalar, kind))
            } else if known[kind] == nil {
                known[kind] = bytes
            }
        }
        for (scalar, kind) in young {
            guard let bytes = known[kind] else { continue }
            standIns[scalar.value] = bytes
            pages[Int(scalar.value >> 8)] = true
        }
        (self.standIns, self.pages) = (standIns, pages)
    }

    private struct Kind: Hashable {
        let category: Unicode.GeneralCategory
        let count: Int
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
