/// Cuts a template into parts, with Jinja's rules for white space (`trim_blocks` and
/// `lstrip_blocks` on, as transformers sets them).
///
/// Works on Unicode scalars: a mark that follows a closing brace must not hide the brace.
struct Lexer {
    let name: String
    private var reader: TagLexer
    private var list: [TemplatePart] = []
    private var text: [Unicode.Scalar] = []
    /// Whether what was read last ended with a line break.
    private var startsLine = true

    init(_ source: String, name: String) {
        // Python reads \r\n and \r as \n; a last line break is not part of a template.
        var scalars: [Unicode.Scalar] = []
        for scalar in source.unicodeScalars {
            if scalar == "\n", scalars.last == "\r" { scalars.removeLast() }
            scalars.append(scalar)
        }
        scalars = scalars.map { $0 == "\r" ? "\n" : $0 }
        if scalars.last == "\n" { scalars.removeLast() }
        self.name = name
        reader = TagLexer(scalars, name: name)
    }

    /// - Throws: `DataError` for a tag that is never closed or has no tokens.
    mutating func parts() throws -> [TemplatePart] {
        while let scalar = reader.current {
            guard scalar == "{", let kind = reader.peek(1), "{%#".unicodeScalars.contains(kind)
            else {
                text.append(scalar)
                reader.advance()
                continue
            }
            try tag(kind)
        }
        flush()
        return list
    }

    private mutating func flush() {
        if !text.isEmpty { list.append(.text(PythonText.string(text))) }
        text = []
    }

    private mutating func tag(_ kind: Unicode.Scalar) throws {
        let opened = reader.line
        reader.advance(2)
        let sign = reader.acceptSign()
        stripText(before: kind, sign)
        flush()
        let trims: Unicode.Scalar?
        if kind == "#" {
            trims = try reader.skipComment(opened)
        } else if kind == "%", reader.acceptTag("raw") {
            return try raw(opened)
        } else {
            let (found, end) = try reader.tokens(until: kind == "{" ? "}" : "%", opened)
            list.append(kind == "{" ? .output(found, line: opened) : .block(found, line: opened))
            trims = end
        }
        trimText(after: kind, trims)
    }

    /// White space before a tag: all of it after `-`, else what stands on the tag's own line.
    private mutating func stripText(before kind: Unicode.Scalar, _ sign: Unicode.Scalar?) {
        if sign == "-" {
            while text.last.map(PythonText.isSpace) ?? false { text.removeLast() }
        } else if kind != "{", sign == nil {
            let lineStart = text.lastIndex(of: "\n").map { $0 + 1 } ?? 0
            if lineStart > 0 || startsLine,
                text[lineStart...].allSatisfy(PythonText.isSpace)
            {
                text.removeSubrange(lineStart...)
            }
        }
    }

    /// White space after a tag: all of it after `-`, else one line break that follows a block.
    private mutating func trimText(after kind: Unicode.Scalar, _ sign: Unicode.Scalar?) {
        startsLine = false
        if sign == "-" {
            startsLine = reader.skipSpace()
        } else if kind != "{", sign == nil, reader.current == "\n" {
            reader.advance()
            startsLine = true
        }
    }

    /// Text up to `{% endraw %}`, delimiters and all.
    private mutating func raw(_ opened: Int) throws {
        startsLine = reader.passedLineBreak
        while let scalar = reader.current {
            if scalar == "{", reader.peek(1) == "%" {
                var ahead = reader
                ahead.advance(2)
                let sign = ahead.acceptSign()
                if let trims = ahead.acceptEndRaw() {
                    reader = ahead
                    stripText(before: "%", sign)
                    flush()
                    return trimText(after: "%", trims == "%" ? nil : trims)
                }
            }
            text.append(scalar)
            reader.advance()
        }
        throw reader.fail("raw is never closed.", line: opened)
    }
}

/// A piece of a template: text, or the tokens between delimiters.
enum TemplatePart {
    case text(String)
    /// `{{ … }}`
    case output([Token], line: Int)
    /// `{% … %}`
    case block([Token], line: Int)

    /// Whether a name stands in it.
    func mentions(_ word: String) -> Bool {
        switch self {
        case .text: false
        case .output(let tokens, _), .block(let tokens, _):
            tokens.contains { $0.kind == .name(word) }
        }
    }
}

/// The smallest unit of an expression.
struct Token: Equatable {
    enum Kind: Equatable {
        case name(String)
        case string(String)
        case int(Int)
        case double(Double)
        case symbol(String)
        case end
    }
    let kind: Kind
    let line: Int
}
