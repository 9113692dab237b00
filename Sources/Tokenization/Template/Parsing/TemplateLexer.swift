/// Cuts a template into parts, with Jinja's rules for white space (`trim_blocks` and
/// `lstrip_blocks` on, as transformers sets them).
///
/// Works on Unicode scalars: a mark that follows a closing brace must not hide the brace.
struct TemplateLexer {
    let name: String
    private var tokens: TemplateTokenizer
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
        tokens = TemplateTokenizer(scalars, name: name)
    }

    mutating func parts() throws -> [TemplatePart] {
        while let scalar = tokens.current {
            guard scalar == "{", let kind = tokens.peek(1), "{%#".unicodeScalars.contains(kind)
            else {
                text.append(scalar)
                tokens.advance()
                continue
            }
            try tag(kind)
        }
        flush()
        return list
    }

    private mutating func flush() {
        if !text.isEmpty { list.append(.text(Self.string(text))) }
        text = []
    }

    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private mutating func tag(_ kind: Unicode.Scalar) throws {
        let opened = tokens.line
        tokens.advance(2)
        let sign = tokens.acceptSign()
        stripText(before: kind, sign)
        flush()
        let trims: Unicode.Scalar?
        if kind == "#" {
            trims = try tokens.skipComment(opened)
        } else if kind == "%", tokens.acceptTag("raw") {
            return try raw(opened)
        } else {
            let (found, end) = try tokens.tokens(until: kind == "{" ? "}" : "%", opened)
            list.append(kind == "{" ? .output(found, line: opened) : .block(found, line: opened))
            trims = end
        }
        trimText(after: kind, trims)
    }

    /// White space before a tag: all of it after `-`, else what stands on the tag's own line.
    private mutating func stripText(before kind: Unicode.Scalar, _ sign: Unicode.Scalar?) {
        if sign == "-" {
            while text.last.map(TemplateTokenizer.isSpace) ?? false { text.removeLast() }
        } else if kind != "{", sign == nil {
            let lineStart = text.lastIndex(of: "\n").map { $0 + 1 } ?? 0
            if lineStart > 0 || startsLine,
                text[lineStart...].allSatisfy(TemplateTokenizer.isSpace)
            {
                text.removeSubrange(lineStart...)
            }
        }
    }

    /// White space after a tag: all of it after `-`, else one line break that follows a block.
    private mutating func trimText(after kind: Unicode.Scalar, _ sign: Unicode.Scalar?) {
        startsLine = false
        if sign == "-" {
            startsLine = tokens.skipSpace()
        } else if kind != "{", sign == nil, tokens.current == "\n" {
            tokens.advance()
            startsLine = true
        }
    }

    /// Text up to `{% endraw %}`, delimiters and all.
    private mutating func raw(_ opened: Int) throws {
        startsLine = tokens.passedLineBreak
        while let scalar = tokens.current {
            if scalar == "{", tokens.peek(1) == "%" {
                var ahead = tokens
                ahead.advance(2)
                let sign = ahead.acceptSign()
                if let trims = ahead.acceptEndRaw() {
                    tokens = ahead
                    stripText(before: "%", sign)
                    flush()
                    return trimText(after: "%", trims == "%" ? nil : trims)
                }
            }
            text.append(scalar)
            tokens.advance()
        }
        throw tokens.fail("raw is never closed.", line: opened)
    }
}
