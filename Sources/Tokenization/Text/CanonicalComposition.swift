import Foundation

/// Data of single scalars for composing text (Unicode's normalization form C).
///
/// Built once from Foundation's own normalization, which works on whole strings and therefore does
/// not say which scalar came from where. Limited to Unicode 9, the version that the `tokenizers`
/// library normalizes by: marks that are younger stay where they are.
struct CanonicalComposition: Sendable {
    static let table = CanonicalComposition()

    /// Full decompositions; Hangul syllables are computed instead.
    private var parts: [UInt32: [Unicode.Scalar]] = [:]
    /// The composition of two neighbours, keyed by both.
    private var pairs: [UInt64: Unicode.Scalar] = [:]
    /// Combining classes other than 0.
    private var classes: [UInt32: UInt8] = [:]
    /// Scalars from U+0300 on that may change or join with what stands before them.
    private var joins: [Bool]
    private static let first: UInt32 = 0x300
    /// Behind the last scalar that decomposes or has a combining class.
    private static let end: UInt32 = 0x2FA20

    /// Ranges with canonical decompositions: alphabets and signs, compatibility ideographs.
    private static let decomposing: [Range<UInt32>] = [
        0xC0..<0x3400, 0xA000..<0xAC00, 0xF900..<0xFB50, 0x10000..<0x12000, 0x16000..<0x17000,
        0x1D100..<0x1D200, 0x2F800..<0x2FA20,
    ]

    private init() {
        joins = Array(repeating: false, count: Int(Self.end - Self.first))
        for scalar in Self.decomposing.joined().lazy.compactMap(Unicode.Scalar.init)
        where Self.isKnown(scalar) {
            let text = String(Character(scalar))
            let parts = Array(text.decomposedStringWithCanonicalMapping.unicodeScalars)
            guard parts != [scalar] else { continue }
            self.parts[scalar.value] = parts
            guard text.precomposedStringWithCanonicalMapping.unicodeScalars.elementsEqual([scalar])
            else {
                mark(scalar)
                continue
            }
            // All but the last part compose to one scalar, and that one composes with the last.
            var stem = String.UnicodeScalarView()
            stem.append(contentsOf: parts.dropLast())
            let head = Array(String(stem).precomposedStringWithCanonicalMapping.unicodeScalars)
            guard head.count == 1, let last = parts.last else { continue }
            pairs[Self.key(head[0], last)] = scalar
            mark(last)
        }
        for value in Self.first..<Self.end {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let order = scalar.properties.canonicalCombiningClass.rawValue
            guard order != 0, Self.isKnown(scalar) else { continue }
            classes[value] = order
            mark(scalar)
        }
        for value in UInt32(0x1161)..<0x1176 { joins[Int(value - Self.first)] = true }
        for value in UInt32(0x11A8)..<0x11C3 { joins[Int(value - Self.first)] = true }
    }

    private mutating func mark(_ scalar: Unicode.Scalar) {
        if scalar.value >= Self.first { joins[Int(scalar.value - Self.first)] = true }
    }

    private static func key(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> UInt64 {
        UInt64(left.value) << 32 | UInt64(right.value)
    }

    private static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.age.map { $0.major <= 9 } ?? false
    }

    func combiningClass(_ scalar: Unicode.Scalar) -> UInt8 {
        scalar.value < Self.first ? 0 : classes[scalar.value] ?? 0
    }

    /// Whether composing a text is composing what stands before this scalar and what begins with
    /// it, and the scalar alone stays as it is.
    func isBoundary(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        return value < Self.first || value >= Self.end || !joins[Int(value - Self.first)]
    }

    /// The full canonical decomposition.
    func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let value = scalar.value
        guard (0xAC00..<0xD7A4).contains(value) else { return parts[value] ?? [scalar] }
        let place = value - 0xAC00
        let jamo = [0x1100 + place / 588, 0x1161 + place % 588 / 28]
        let tail = place % 28
        return (tail == 0 ? jamo : jamo + [0x11A7 + tail]).compactMap(Unicode.Scalar.init)
    }

    /// The composition of two scalars, if there is one.
    func composed(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Unicode.Scalar? {
        let (one, two) = (left.value, right.value)
        if (0x1100..<0x1113).contains(one), (0x1161..<0x1176).contains(two) {
            return Unicode.Scalar(0xAC00 + (one - 0x1100) * 588 + (two - 0x1161) * 28)
        }
        if (0xAC00..<0xD7A4).contains(one), (one - 0xAC00) % 28 == 0,
            (0x11A8..<0x11C3).contains(two)
        {
            return Unicode.Scalar(one + two - 0x11A7)
        }
        return pairs[Self.key(left, right)]
    }
}
