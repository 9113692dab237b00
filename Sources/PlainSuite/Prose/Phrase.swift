import Numbers

/// Text with holes and choices, the form in which all sentences of this target are written down.
///
/// `{name}` is a hole, filled from a table; `[red|blue|pale green]` is one of its parts, drawn. Choices
/// may hold holes and further choices.
///
///     "The [old|new] bridge of {town} was [closed|opened]." and town = Velmoor
///     → "The new bridge of Velmoor was closed."
enum Phrase {
    /// The text with its choices drawn and its holes filled; holes that the table lacks stay.
    static func make(
        _ text: String, _ table: [String: String] = [:], _ stream: inout SeededGenerator
    ) -> String {
        var rest = Array(text.unicodeScalars)[...]
        let drawn = choose(&rest, &stream, endsAtBar: false)
        return fill(drawn, table)
    }

    /// The text with its holes filled; a capital `{Name}` takes the value of `name` with a capital.
    static func fill(_ text: String, _ table: [String: String]) -> String {
        var result = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            result += rest[..<open]
            if let value = table[name] {
                result += value
            } else if let value = table[name.prefix(1).lowercased() + name.dropFirst()] {
                result += capital(value)
            } else {
                result += rest[open...close]
            }
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// The text with its first letter as a capital.
    static func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    private static func choose(
        _ rest: inout ArraySlice<Unicode.Scalar>, _ stream: inout SeededGenerator, endsAtBar: Bool
    ) -> String {
        var text = String.UnicodeScalarView()
        while let next = rest.first {
            if endsAtBar, next == "|" || next == "]" { break }
            rest.removeFirst()
            guard next == "[" else {
                text.append(next)
                continue
            }
            var parts: [String] = []
            repeat {
                parts.append(choose(&rest, &stream, endsAtBar: true))
            } while rest.popFirst() == "|"
            text.append(contentsOf: stream.pick(parts).unicodeScalars)
        }
        return String(text)
    }
}
