import Foundation

/// Python's string functions: on code points, never on what Swift takes for one character.
enum PythonText {
    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func string(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// Byte places at which `part` stands, one after the other without overlap. `part` is not empty.
    private static func places(of part: [UInt8], in text: [UInt8], limit: Int = .max) -> [Int] {
        var found: [Int] = []
        text.withUnsafeBytes { text in
            part.withUnsafeBytes { part in
                guard let base = text.baseAddress, let needle = part.baseAddress else { return }
                var start = 0
                while found.count < limit, start + part.count <= text.count,
                    let hit = memchr(
                        base + start, Int32(part[0]), text.count - part.count + 1 - start)
                {
                    let place = UnsafeRawPointer(hit) - base
                    if memcmp(hit, needle, part.count) == 0 {
                        found.append(place)
                        start = place + part.count
                    } else {
                        start = place + 1
                    }
                }
            }
        }
        return found
    }

    /// Code points before the first or last occurrence; nil when there is none.
    static func find(_ part: String, in text: String, last: Bool = false) -> Int? {
        let bytes = Array(text.utf8)
        guard !part.isEmpty else { return last ? text.unicodeScalars.count : 0 }
        let needle = Array(part.utf8)
        var place = places(of: needle, in: bytes, limit: 1).first
        if last {
            place = (0...max(bytes.count - needle.count, 0)).last {
                bytes[$0...].starts(with: needle)
            }
        }
        return place.map { string(bytes[..<$0]).unicodeScalars.count }
    }

    static func count(_ part: String, in text: String) -> Int {
        part.isEmpty
            ? text.unicodeScalars.count + 1
            : places(of: Array(part.utf8), in: Array(text.utf8)).count
    }

    /// Pieces between the separators, at most `limit` of which are used (all when negative).
    static func split(
        _ text: String, _ separator: String, limit: Int = -1, fromRight: Bool = false
    ) -> [String] {
        let bytes = Array(text.utf8)
        let mark = Array(separator.utf8)
        var cuts = places(of: mark, in: bytes)
        if limit >= 0 { cuts = fromRight ? cuts.suffix(limit) : Array(cuts.prefix(limit)) }
        var pieces: [String] = []
        var start = 0
        for cut in cuts {
            pieces.append(string(bytes[start..<cut]))
            start = cut + mark.count
        }
        return pieces + [string(bytes[start...])]
    }

    /// Words between white space.
    static func words(_ text: String, limit: Int = -1, fromRight: Bool = false) -> [String] {
        if fromRight, limit >= 0 {
            let turned = words(string(text.unicodeScalars.reversed()), limit: limit)
            return turned.reversed().map { string($0.unicodeScalars.reversed()) }
        }
        var words: [String] = []
        var rest = Array(text.unicodeScalars)[...]
        while true {
            rest = rest.drop(while: TemplateTokenizer.isSpace)
            if rest.isEmpty { return words }
            if words.count == limit { return words + [string(rest)] }
            let end = rest.firstIndex(where: TemplateTokenizer.isSpace) ?? rest.endIndex
            words.append(string(rest[..<end]))
            rest = rest[end...]
        }
    }

    static func lines(_ text: String) -> [String] {
        var lines: [String] = []
        var line: [Unicode.Scalar] = []
        var wasReturn = false
        for scalar in text.unicodeScalars {
            defer { wasReturn = scalar == "\r" }
            if scalar == "\n", wasReturn { continue }
            switch scalar.value {
            case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029:
                lines.append(string(line))
                line = []
            default: line.append(scalar)
            }
        }
        return line.isEmpty ? lines : lines + [string(line)]
    }

    /// The first `limit` occurrences, all when it is negative.
    static func replaced(_ text: String, _ old: String, _ new: String, limit: Int = -1) -> String {
        guard old.isEmpty else {
            return split(text, old, limit: limit).joined(separator: new)
        }
        // Nothing stands before every code point and at the end.
        let scalars = text.unicodeScalars
        let places = limit < 0 ? scalars.count + 1 : min(limit, scalars.count + 1)
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
            characters?.contains(scalar) ?? TemplateTokenizer.isSpace(scalar)
        }
        var scalars = text.unicodeScalars[...]
        if left { scalars = scalars.drop(while: goes) }
        if right { while let last = scalars.last, goes(last) { scalars.removeLast() } }
        return String(scalars)
    }

    /// `str.title`: a capital after everything that is no letter.
    static func title(_ text: String) -> String {
        var result = ""
        var isInWord = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            result += isInWord ? properties.lowercaseMapping : properties.titlecaseMapping
            isInWord = properties.isCased
        }
        return result
    }

    static func capitalized(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return text }
        return first.properties.titlecaseMapping
            + String(text.unicodeScalars.dropFirst()).lowercased()
    }

    /// Filled up to `width` code points; `share` of the filling goes to the left.
    static func padded(
        _ text: String, _ width: Int, with fill: String = " ", left share: (Int) -> Int
    ) -> String {
        let missing = min(width, 1 << 20) - text.unicodeScalars.count
        guard missing > 0 else { return text }
        let left = min(max(share(missing), 0), missing)
        return String(repeating: fill, count: left) + text
            + String(repeating: fill, count: missing - left)
    }

    static func all(_ text: String, _ test: (Unicode.Scalar) -> Bool) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy(test)
    }

    static func isAlphabetic(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            true
        default: false
        }
    }

    /// HTML's five characters, as markupsafe writes them.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "'": result += "&#39;"
            case "\"": result += "&#34;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
