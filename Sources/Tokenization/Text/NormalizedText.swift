import Foundation

/// A text as the merges see it, with the way back to the text that was given.
struct NormalizedText {
    /// Scalars of the normalized text, each with the scalar of the original it comes from.
    let utf8: [UInt8]
    /// For each byte: the original scalar (index) that it belongs to.
    let origins: [Int32]

    /// The text as it is.
    init(_ scalars: some Sequence<Unicode.Scalar>, from first: Int) {
        var bytes: [UInt8] = []
        var origins: [Int32] = []
        for (offset, scalar) in scalars.enumerated() {
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                bytes.append(byte)
                origins.append(Int32(first + offset))
            }
        }
        (utf8, self.origins) = (bytes, origins)
    }

    /// In normalization form C. A composed scalar belongs to the first of the scalars it was made
    /// of, as in the reference.
    init(composing scalars: [Unicode.Scalar], from first: Int) {
        var bytes: [UInt8] = []
        var origins: [Int32] = []
        var start = 0
        // Composition never crosses a scalar below U+0300, so the text is handled in between.
        while start < scalars.count {
            var end = start + 1
            while end < scalars.count, scalars[end].value >= 0x300 { end += 1 }
            let run = scalars[start..<end]
            if end - start == 1 && scalars[start].value < 0x300 {
                for byte in UTF8.encode(scalars[start]) ?? UTF8.encodedReplacementCharacter {
                    bytes.append(byte)
                    origins.append(Int32(first + start))
                }
            } else {
                Self.compose(run, first, &bytes, &origins)
            }
            start = end
        }
        (utf8, self.origins) = (bytes, origins)
    }

    static func compose(
        _ run: ArraySlice<Unicode.Scalar>, _ first: Int, _ bytes: inout [UInt8],
        _ origins: inout [Int32]
    ) {
        // Where each scalar of the full decomposition comes from, in canonical order.
        var sources: [(scalar: Unicode.Scalar, origin: Int)] = []
        for index in run.indices {
            for part in nfd(String(Character(run[index]))) { sources.append((part, index)) }
        }
        reorder(&sources)
        var text = String.UnicodeScalarView()
        text.append(contentsOf: run)
        var place = 0
        for scalar in String(text).precomposedStringWithCanonicalMapping.unicodeScalars {
            // The parts of a composed scalar need not be neighbours: marks between them may stay.
            let parts = nfd(String(Character(scalar)))
            var origin = sources.indices.contains(place) ? sources[place].origin : run.endIndex - 1
            for (number, part) in parts.enumerated() {
                guard let found = sources[place...].firstIndex(where: { $0.scalar == part }) else {
                    continue
                }
                if number == 0 { origin = sources[found].origin }
                sources.remove(at: found)
            }
            if place > sources.count { place = sources.count }
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                bytes.append(byte)
                origins.append(Int32(first + origin))
            }
        }
    }

    static func nfd(_ text: String) -> [Unicode.Scalar] {
        Array(text.decomposedStringWithCanonicalMapping.unicodeScalars)
    }

    /// Stable sorting of runs of marks by combining class.
    static func reorder(_ list: inout [(scalar: Unicode.Scalar, origin: Int)]) {
        var start = 0
        while start < list.count {
            guard list[start].scalar.properties.canonicalCombiningClass != .notReordered else {
                start += 1
                continue
            }
            var end = start
            while end < list.count,
                list[end].scalar.properties.canonicalCombiningClass != .notReordered
            { end += 1 }
            let sorted = list[start..<end].enumerated().sorted {
                let one = $0.element.scalar.properties.canonicalCombiningClass.rawValue
                let two = $1.element.scalar.properties.canonicalCombiningClass.rawValue
                return (one, $0.offset) < (two, $1.offset)
            }
            list.replaceSubrange(start..<end, with: sorted.map(\.element))
            start = end
        }
    }
}
