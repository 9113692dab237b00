import Storage

/// A word of a Python program, as far as its texts are wanted.
enum PythonToken: Equatable {
    case name(String)
    /// A literal with its escapes resolved.
    case text(String)
    /// An f-string: braces and what is in them as they stand.
    case formatted(String)
    /// Everything else, a character each.
    case mark(Unicode.Scalar)

    /// As it is compared in conditions: texts in double quotes.
    var spelling: String {
        switch self {
        case .name(let name): name
        case .text(let text), .formatted(let text): "\"\(text)\""
        case .mark(let scalar): String(scalar)
        }
    }
}

/// One logical line with its indentation and the lines below it that are indented further.
struct PythonLine {
    let indentation: Int
    var tokens: [PythonToken]
    var block: [PythonLine] = []

    func begins(with word: String) -> Bool { tokens.first == .name(word) }
}

/// Cuts a Python source into logical lines: comments go, brackets and backslashes join lines.
struct PythonTokens {
    private let scalars: [Unicode.Scalar]
    private let name: String
    private var at = 0
    private var line = 1

    /// Levels of blocks, and of brackets, which nobody writes and which would use up the stack.
    private static let mostLevels = 100

    /// - Throws: `DataError` with the line of a text that has no end, and for more than a hundred levels.
    static func lines(of source: String, name: String) throws -> [PythonLine] {
        var reader = PythonTokens(
            scalars: Array(source.unicodeScalars.filter { $0 != "\r" }), name: name)
        var flat: [PythonLine] = []
        while let next = try reader.nextLine() { flat.append(next) }
        return try Self.nested(flat[...], name, level: 0)
    }

    private init(scalars: [Unicode.Scalar], name: String) {
        (self.scalars, self.name) = (scalars, name)
    }

    private static func nested(
        _ flat: ArraySlice<PythonLine>, _ name: String, level: Int
    ) throws -> [PythonLine] {
        guard level < mostLevels else {
            throw DataError("\(name) has blocks within more than \(mostLevels) others.")
        }
        var lines: [PythonLine] = []
        var rest = flat
        while var first = rest.popFirst() {
            let block = rest.prefix { $0.indentation > first.indentation }
            first.block = try nested(block, name, level: level + 1)
            rest = rest.dropFirst(block.count)
            lines.append(first)
        }
        return lines
    }

    private var current: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private mutating func nextLine() throws -> PythonLine? {
        while at < scalars.count {
            var indentation = 0
            while current == " " || current == "\t" {
                indentation += current == "\t" ? 8 - indentation % 8 : 1
                at += 1
            }
            var tokens: [PythonToken] = []
            var depth = 0
            while let scalar = current, scalar != "\n" || depth > 0 {
                if scalar == "\n" { line += 1 }
                if scalar == "#" {
                    while let next = current, next != "\n" { _ = next; at += 1 }
                } else if scalar == "\\", at + 1 < scalars.count, scalars[at + 1] == "\n" {
                    (at, line) = (at + 2, line + 1)
                } else if scalar.properties.isWhitespace {
                    at += 1
                } else {
                    let token = try token()
                    if case .mark(let mark) = token {
                        if ["(", "[", "{"].contains(mark) { depth += 1 }
                        guard depth < Self.mostLevels else {
                            throw DataError(
                                "\(name):\(line): more than \(Self.mostLevels) brackets within each other."
                            )
                        }
                        if [")", "]", "}"].contains(mark) { depth = max(0, depth - 1) }
                    }
                    tokens.append(token)
                }
            }
            (at, line) = (at + 1, line + 1)
            if !tokens.isEmpty { return PythonLine(indentation: indentation, tokens: tokens) }
        }
        return nil
    }

    private mutating func token() throws -> PythonToken {
        let start = at
        while let scalar = current,
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || scalar == "_"
        { at += 1 }
        let word = String(String.UnicodeScalarView(scalars[start..<at]))
        if let quote = current, quote == "\"" || quote == "'", at - start <= 2,
            word.lowercased().allSatisfy({ "rbfu".contains($0) })
        {
            return try text(prefix: word.lowercased(), quote)
        }
        guard word.isEmpty else { return .name(word) }
        at += 1
        return .mark(scalars[start])
    }

    /// A literal from its quote on.
    private mutating func text(prefix: String, _ quote: Unicode.Scalar) throws -> PythonToken {
        let first = line
        let isLong = at + 2 < scalars.count && scalars[at + 1] == quote && scalars[at + 2] == quote
        at += isLong ? 3 : 1
        var text = String.UnicodeScalarView()
        while let scalar = current {
            let closes =
                scalar == quote
                && (!isLong
                    || at + 2 < scalars.count && scalars[at + 1] == quote
                        && scalars[at + 2] == quote)
            if closes {
                at += isLong ? 3 : 1
                let whole = String(text)
                return prefix.contains("f") ? .formatted(whole) : .text(whole)
            }
            if scalar == "\n" {
                guard isLong else { break }
                line += 1
            }
            at += 1
            if scalar == "\\", !prefix.contains("r") {
                escape(into: &text)
            } else {
                text.append(scalar)
            }
        }
        throw DataError("\(name):\(first): a text that begins here has no end.")
    }

    /// What follows a backslash.
    private mutating func escape(into text: inout String.UnicodeScalarView) {
        guard let scalar = current else { return }
        at += 1
        let plain: [Unicode.Scalar: Unicode.Scalar] = [
            "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "\"": "\"", "0": "\0",
            "a": "\u{7}", "b": "\u{8}", "f": "\u{C}", "v": "\u{B}",
        ]
        if scalar == "\n" {
            line += 1
        } else if let digits = ["x": 2, "u": 4, "U": 8][scalar],
            at + digits <= scalars.count,
            let code = UInt32(
                String(String.UnicodeScalarView(scalars[at..<at + digits])), radix: 16),
            let meant = Unicode.Scalar(code)
        {
            text.append(meant)
            at += digits
        } else if let meant = plain[scalar] {
            text.append(meant)
        } else {
            text.append("\\")
            text.append(scalar)
        }
    }
}
