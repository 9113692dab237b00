/// A text as the merges see it, with the way back to the text that was given.
struct NormalizedText {
    private(set) var utf8: [UInt8] = []
    /// For each byte: the original scalar (index) that it belongs to.
    private(set) var origins: [Int32] = []

    /// The text as it is.
    init(_ scalars: some Sequence<Unicode.Scalar>, from first: Int) {
        for (offset, scalar) in scalars.enumerated() { append(scalar, first + offset) }
    }

    /// In normalization form C.
    ///
    /// A composed scalar belongs to the first of the scalars it was made of; one that is left over
    /// from a decomposition belongs to the scalar before it, as in the `tokenizers` library.
    init(composing scalars: [Unicode.Scalar], from first: Int) {
        utf8.reserveCapacity(scalars.count)
        origins.reserveCapacity(scalars.count)
        // Nothing below U+0300 changes unless something from there on follows.
        guard scalars.contains(where: { $0.value >= 0x300 }) else {
            for (offset, scalar) in scalars.enumerated() { append(scalar, first + offset) }
            return
        }
        let table = CanonicalComposition.table
        var start = 0
        while start < scalars.count {
            var end = start + 1
            while end < scalars.count, !table.isBoundary(scalars[end]) { end += 1 }
            if end == start + 1, table.isBoundary(scalars[start]) {
                append(scalars[start], first + start)
            } else {
                compose(scalars[start..<end], first, table)
            }
            start = end
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ origin: Int) {
        if scalar.isASCII {
            utf8.append(UInt8(scalar.value))
            origins.append(Int32(origin))
        } else {
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                utf8.append(byte)
                origins.append(Int32(origin))
            }
        }
    }

    /// A scalar, its combining class, and by how many scalars the text has grown with it.
    private typealias Part = (scalar: Unicode.Scalar, order: UInt8, growth: Int)

    /// Composes a stretch that nothing outside of it can join.
    private mutating func compose(
        _ stretch: ArraySlice<Unicode.Scalar>, _ first: Int, _ table: CanonicalComposition
    ) {
        var origin = stretch.startIndex
        for part in Self.composed(Self.ordered(stretch, table), table) {
            if part.growth > 0 {
                append(part.scalar, first + max(origin - 1, 0))
            } else {
                append(part.scalar, first + min(origin, stretch.endIndex - 1))
                origin += 1 - part.growth
            }
        }
    }

    /// The decomposition, marks sorted by combining class.
    private static func ordered(
        _ stretch: ArraySlice<Unicode.Scalar>, _ table: CanonicalComposition
    ) -> [Part] {
        var parts: [Part] = []
        for scalar in stretch {
            for (number, part) in table.decomposed(scalar).enumerated() {
                parts.append((part, table.combiningClass(part), min(number, 1)))
            }
        }
        var start = 0
        while start < parts.count {
            var end = start
            while end < parts.count, parts[end].order != 0 { end += 1 }
            if end - start > 1 {
                // Stable, since equal classes keep their order.
                let sorted = parts[start..<end].enumerated().sorted {
                    ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
                }
                parts.replaceSubrange(start..<end, with: sorted.map(\.element))
            }
            start = end + 1
        }
        return parts
    }

    /// Joins each starter with the marks that it composes with and that nothing blocks (UAX 15).
    private static func composed(_ parts: [Part], _ table: CanonicalComposition) -> [Part] {
        var result: [Part] = []
        var starter: Int?
        // The class of the last mark that stayed after the starter; nil when there is none.
        var blocking: UInt8?
        for part in parts {
            if let place = starter, blocking.map({ $0 < part.order }) ?? true,
                let whole = table.composed(result[place].scalar, part.scalar)
            {
                result[place].scalar = whole
                result[place].growth += part.growth - 1
                continue
            }
            if part.order == 0 {
                (starter, blocking) = (result.count, nil)
            } else {
                blocking = part.order
            }
            result.append(part)
        }
        return result
    }
}
