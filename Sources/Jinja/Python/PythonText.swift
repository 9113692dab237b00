import Foundation

/// Python's string functions: on code points, never on what Swift takes for one character.
enum PythonText {
    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Python's white space.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || 0x1C...0x1F ~= scalar.value
    }

    /// Whether two texts have the same code points; Swift's `==` also takes é and e + ´ for one.
    static func same(_ one: String, _ two: String) -> Bool {
        guard one.utf8.count == two.utf8.count else { return false }
        var (one, two) = (one, two)
        return one.withUTF8 { left in
            two.withUTF8 { right in
                left.elementsEqual(right)
            }
        }
    }

    /// Negative when the first comes first, by code points, which is also the order of the bytes.
    static func order(_ one: String, _ two: String) -> Int {
        var (one, two) = (one, two)
        return one.withUTF8 { left in
            two.withUTF8 { right in
                let place = zip(left, right).first { $0 != $1 }
                return place.map { Int($0) - Int($1) } ?? left.count - right.count
            }
        }
    }

    static func string(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// Byte places at which `part` stands, one after the other without overlap. `part` is not empty.
    private static func places(
        of part: [UInt8], in text: [UInt8], limit: Int = .max, _ found: (Int) throws -> Void
    ) rethrows {
        // Knuth, Morris and Pratt: never looks back, so that no text makes it slow.
        var shorter = Array(repeating: 0, count: part.count)
        var length = 0
        for place in part.indices.dropFirst() {
            while length > 0, part[place] != part[length] { length = shorter[length - 1] }
            if part[place] == part[length] { length += 1 }
            shorter[place] = length
        }
        var (matched, left) = (0, limit)
        for (place, byte) in text.enumerated() {
            if left <= 0 { return }
            while matched > 0, byte != part[matched] { matched = shorter[matched - 1] }
            if byte == part[matched] { matched += 1 }
            guard matched == part.count else { continue }
            matched = 0
            left -= 1
            try found(place + 1 - part.count)
        }
    }

    /// Code points before the first or last occurrence; nil when there is none.
    static func find(_ part: String, in text: String, last: Bool = false) -> Int? {
        guard !part.isEmpty else { return last ? text.unicodeScalars.count : 0 }
        let (bytes, needle) = (Array(text.utf8), Array(part.utf8))
        var place: Int?
        if last {
            places(of: needle.reversed(), in: bytes.reversed(), limit: 1) {
                place = bytes.count - $0 - needle.count
            }
        } else {
            places(of: needle, in: bytes, limit: 1) { place = $0 }
        }
        // Bytes that go on with a code point begin with 10.
        return place.map { bytes[..<$0].count { $0 & 0xC0 != 0x80 } }
    }

    static func count(_ part: String, in text: String) -> Int {
        if part.isEmpty { return text.unicodeScalars.count + 1 }
        var count = 0
        places(of: Array(part.utf8), in: Array(text.utf8)) { _ in count += 1 }
        return count
    }

    /// Pieces between the separators, at most `limit` of which are used (all when negative).
    static func split(
        _ text: String, _ separator: String, limit: Int = -1, fromRight: Bool = false,
        _ budget: RenderBudget
    ) throws -> [String] {
        try budget.text(text)
        let bytes = Array(text.utf8)
        let mark = Array(separator.utf8)
        var cuts: [Int] = []
        let most = limit < 0 ? Int.max : limit
        try places(
            of: fromRight ? mark.reversed() : mark, in: fromRight ? bytes.reversed() : bytes,
            limit: most
        ) { place in
            try budget.items(2)
            cuts.append(fromRight ? bytes.count - place - mark.count : place)
        }
        if fromRight { cuts.reverse() }
        var pieces: [String] = []
        var start = 0
        for cut in cuts {
            pieces.append(string(bytes[start..<cut]))
            start = cut + mark.count
        }
        return pieces + [string(bytes[start...])]
    }

    /// Words between white space.
    static func words(
        _ text: String, limit: Int = -1, fromRight: Bool = false, _ budget: RenderBudget
    ) throws -> [String] {
        if fromRight, limit >= 0 {
            let turned = try words(string(text.unicodeScalars.reversed()), limit: limit, budget)
            return turned.reversed().map { string($0.unicodeScalars.reversed()) }
        }
        try budget.letters(text)
        var words: [String] = []
        var rest = Array(text.unicodeScalars)[...]
        while true {
            rest = rest.drop(while: PythonText.isSpace)
            if rest.isEmpty { return words }
            try budget.items(1)
            if words.count == limit { return words + [string(rest)] }
            let end = rest.firstIndex(where: PythonText.isSpace) ?? rest.endIndex
            words.append(string(rest[..<end]))
            rest = rest[end...]
        }
    }

    /// - Parameter keepsEnds: whether each line has its break.
    static func lines(
        _ text: String, keepsEnds: Bool = false, _ budget: RenderBudget
    ) throws -> [String] {
        try budget.letters(text)
        var lines: [String] = []
        var line: [Unicode.Scalar] = []
        var wasReturn = false
        for scalar in text.unicodeScalars {
            defer { wasReturn = scalar == "\r" }
            if scalar == "\n", wasReturn {
                if keepsEnds { lines[lines.count - 1].unicodeScalars.append(scalar) }
                continue
            }
            switch scalar.value {
            case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029:
                try budget.items(1)
                if keepsEnds { line.append(scalar) }
                lines.append(string(line))
                line = []
            default: line.append(scalar)
            }
        }
        return line.isEmpty ? lines : lines + [string(line)]
    }

    /// The first `limit` occurrences, all when it is negative.
    static func replaced(
        _ text: String, _ old: String, _ new: String, limit: Int = -1, _ budget: RenderBudget
    ) throws -> String {
        try budget.text(text.utf8.count + old.utf8.count)
        let found = count(old, in: text)
        let places = limit < 0 ? found : min(limit, found)
        try budget.text(new.utf8.count, times: places)
        guard old.isEmpty else {
            return try split(text, old, limit: places, budget).joined(separator: new)
        }
        // Nothing stands before every code point and at the end.
        let scalars = text.unicodeScalars
        var result = ""
        for (place, scalar) in scalars.enumerated() {
            if place < places { result += new }
            result.unicodeScalars.append(scalar)
        }
        return places > scalars.count ? result + new : result
    }

    static func hasPrefix(_ text: String, _ part: String) -> Bool {
        text.utf8.starts(with: part.utf8)
    }

    static func hasSuffix(_ text: String, _ part: String) -> Bool {
        text.utf8.reversed().starts(with: part.utf8.reversed())
    }

    /// White space, or the characters of a set, off one or both ends.
    static func stripped(
        _ text: String, _ set: String?, left: Bool = true, right: Bool = true
    ) -> String {
        let characters = set.map { Set($0.unicodeScalars) }
        func goes(_ scalar: Unicode.Scalar) -> Bool {
            characters?.contains(scalar) ?? PythonText.isSpace(scalar)
        }
        var scalars = text.unicodeScalars[...]
        if left { scalars = scalars.drop(while: goes) }
        if right { while let last = scalars.last, goes(last) { scalars.removeLast() } }
        return String(scalars)
    }
}
