import Foundation

/// Filters of texts.
extension Filters {
    /// Nil when the filter is none of these.
    static func text(_ name: String, _ value: Value, _ given: Arguments) throws -> Value? {
        let budget = given.budget
        /// The value as text, which is then looked through.
        func text() throws -> String {
            let text = try value.text(budget)
            try budget.text(text)
            return text
        }
        /// The same, letter by letter.
        func letters() throws -> String {
            let text = try value.text(budget)
            try budget.letters(text)
            return text
        }
        switch name {
        case "trim": return .string(PythonText.stripped(try text(), try given.text(0, "chars")))
        case "upper": return .string(try letters().uppercased())
        case "lower": return .string(try letters().lowercased())
        case "title": return .string(title(try letters()))
        case "capitalize": return .string(PythonText.capitalized(try letters()))
        case "string": return .string(try text())
        case "safe": return value
        case "e", "escape", "forceescape":
            return .string(PythonText.escaped(try letters()))
        case "replace":
            guard let old = try given.text(0, "old"), let new = try given.text(1, "new") else {
                throw RenderError("replace needs an old and a new text.")
            }
            let limit = try given.integer(2, "count") ?? -1
            return .string(try PythonText.replaced(text(), old, new, limit: limit, budget))
        case "indent": return .string(try indented(letters(), given))
        case "center":
            let width = try given.integer(0, "width") ?? 80
            return .string(try PythonText.centered(text(), width, " ", budget))
        case "format":
            guard given.named.isEmpty || given.positional.isEmpty else {
                throw RenderError("format takes values by place or by name, not both.")
            }
            let table = given.named.isEmpty ? nil : Value.mapping(given.named)
            return .string(
                try PrintfFormat.apply(
                    text(), table.map { [$0] } ?? given.positional, table, budget))
        case "truncate": return .string(try truncated(text(), given))
        case "urlencode": return .string(try urlEncoded(value, given))
        case "wordcount":
            let words = try letters().unicodeScalars.split {
                !PythonText.isAlphabetic($0) && $0.properties.numericType == nil && $0 != "_"
            }
            return .int(words.count)
        default: return nil
        }
    }

    /// Jinja's title: a capital at the start and after space, hyphens and opening brackets.
    private static func title(_ text: String) -> String {
        var result = ""
        var isInWord = false
        for scalar in text.unicodeScalars {
            if PythonText.isSpace(scalar) || "-({[<".unicodeScalars.contains(scalar) {
                result.unicodeScalars.append(scalar)
                isInWord = false
            } else {
                let properties = scalar.properties
                result += isInWord ? properties.lowercaseMapping : properties.uppercaseMapping
                isInWord = true
            }
        }
        return result
    }

    private static func indented(_ text: String, _ given: Arguments) throws -> String {
        let budget = given.budget
        var space = BudgetedText(budget: budget)
        if case .string(let own)? = given[0, "width"] {
            try space.append(own)
        } else {
            try space.append(" ", times: given.integer(0, "width") ?? 4)
        }
        let isFirst = given[1, "first"]?.isTrue ?? false
        let isBlank = given[2, "blank"]?.isTrue ?? false
        // A line break is added, so that one at the end gives an empty last line.
        let lines = try PythonText.lines(text + "\n", budget)
        var result = BudgetedText(budget: budget)
        for (index, line) in lines.enumerated() {
            if index > 0 { try result.append("\n") }
            let isPlain = index == 0 ? !isFirst : line.isEmpty && !isBlank
            if !isPlain { try result.append(space.text) }
            try result.append(line)
        }
        return result.text
    }

    private static func truncated(_ text: String, _ given: Arguments) throws -> String {
        let length = try given.integer(0, "length") ?? 255
        let end = try given.text(2, "end") ?? "..."
        let leeway = try given.integer(3, "leeway") ?? 5
        let room = length.subtractingReportingOverflow(end.unicodeScalars.count).partialValue
        guard length >= 0, room >= 0, leeway >= 0 else {
            throw RenderError(
                "truncate to \(length) characters leaves no room for \"\(end)\".")
        }
        let scalars = text.unicodeScalars
        let (most, overflow) = length.addingReportingOverflow(leeway)
        guard !overflow, scalars.count > most else { return text }
        let kept = String(scalars.prefix(room))
        if given[1, "killwords"]?.isTrue ?? false { return kept + end }
        let parts = try PythonText.split(kept, " ", limit: 1, fromRight: true, given.budget)
        return (parts.first ?? kept) + end
    }

    /// Percent escapes of all bytes but letters, digits, `_.-~/`.
    private static func urlEncoded(_ value: Value, _ given: Arguments) throws -> String {
        switch value {
        case .mapping, .sequence:
            throw RenderError("urlencode of \(value.kind) is not supported here.")
        default: break
        }
        let text = try value.text(given.budget)
        try given.budget.text(text.utf8.count, times: 3)
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += String(format: "%%%02X", byte)
            }
        }
        return result
    }
}
