import Foundation

/// Filters of texts.
extension TemplateFilters {
    /// Nil when the filter is none of these.
    static func text(
        _ name: String, _ value: TemplateValue, _ given: TemplateFilterArguments
    ) throws -> TemplateValue? {
        switch name {
        case "trim":
            var set: String?
            if case .string(let characters)? = given[0, "chars"] { set = characters }
            return .string(PythonText.stripped(value.text, set))
        case "upper": return .string(value.text.uppercased())
        case "lower": return .string(value.text.lowercased())
        case "title": return .string(title(value.text))
        case "capitalize": return .string(PythonText.capitalized(value.text))
        case "string": return .string(try value.printed)
        case "safe": return value
        case "e", "escape", "forceescape": return .string(PythonText.escaped(try value.printed))
        case "replace":
            guard let old = given[0, "old"], let new = given[1, "new"] else {
                throw TemplateProblem("replace needs an old and a new text.")
            }
            let limit = given[2, "count"]?.integer ?? -1
            return .string(PythonText.replaced(value.text, old.text, new.text, limit: limit))
        case "indent":
            return .string(
                indented(
                    value.text, given[0, "width"] ?? .int(4),
                    first: given[1, "first"]?.isTrue ?? false,
                    blank: given[2, "blank"]?.isTrue ?? false))
        case "center":
            let width = given[0, "width"]?.integer ?? 80
            return .string(centered(value.text, width))
        case "format": return .string(try PrintfFormat.apply(value.text, given.positional))
        case "truncate": return .string(truncated(value.text, given))
        case "wordcount":
            let words = value.text.unicodeScalars.split {
                !PythonText.isAlphabetic($0) && $0.properties.numericType == nil && $0 != "_"
            }
            return .int(words.count)
        default: return nil
        }
    }

    /// Jinja's title: a capital at the start and after space, hyphens and opening brackets.
    static func title(_ text: String) -> String {
        var result = ""
        var isInWord = false
        for scalar in text.unicodeScalars {
            if TemplateTokenizer.isSpace(scalar) || "-({[<".unicodeScalars.contains(scalar) {
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

    static func centered(_ text: String, _ width: Int, _ fill: String = " ") -> String {
        // Python puts the odd one to the left when the width is odd.
        PythonText.padded(text, width, with: fill) { $0 / 2 + ($0 & width & 1) }
    }

    static func indented(
        _ text: String, _ width: TemplateValue, first: Bool, blank: Bool
    ) -> String {
        let space =
            width.integer.map { String(repeating: " ", count: min(max($0, 0), 1000)) } ?? width.text
        // A line break is added, so that one at the end gives an empty last line.
        let lines = PythonText.lines(text + "\n")
        return lines.enumerated().map { index, line in
            let isPlain = index == 0 ? !first : line.isEmpty && !blank
            return isPlain ? line : space + line
        }.joined(separator: "\n")
    }

    private static func truncated(_ text: String, _ given: TemplateFilterArguments) -> String {
        let length = given[0, "length"]?.integer ?? 255
        let end = given[2, "end"]?.text ?? "..."
        let leeway = given[3, "leeway"]?.integer ?? 5
        let scalars = text.unicodeScalars
        guard scalars.count > length &+ leeway else { return text }
        let kept = String(scalars.prefix(max(length - end.unicodeScalars.count, 0)))
        if given[1, "killwords"]?.isTrue ?? false { return kept + end }
        return (PythonText.split(kept, " ", limit: 1, fromRight: true).first ?? kept) + end
    }
}
