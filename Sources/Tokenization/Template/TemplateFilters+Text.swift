import Foundation

extension TemplateFilters {
    /// Python's `strip`: white space, or the characters of a set, off one or both ends.
    static func stripped(_ text: String, _ set: String?, left: Bool, right: Bool) -> String {
        let characters = set.map { Set($0.unicodeScalars) }
        func goes(_ scalar: Unicode.Scalar) -> Bool {
            // Python also counts the four separators U+001C to U+001F as space.
            characters?.contains(scalar)
                ?? (scalar.properties.isWhitespace || 0x1c...0x1f ~= scalar.value)
        }
        var scalars = Array(text.unicodeScalars)[...]
        if left { scalars = scalars.drop(while: goes) }
        if right { while let last = scalars.last, goes(last) { scalars.removeLast() } }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Every word with a capital and the rest small.
    static func title(_ text: String) -> String {
        var result = ""
        var isInWord = false
        for character in text {
            result += isInWord ? character.lowercased() : character.uppercased()
            isInWord = character.isLetter || (isInWord && (character.isNumber || character == "'"))
        }
        return result
    }

    static func capitalized(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst().lowercased()
    }

    /// The first `limit` occurrences; all when it is negative.
    static func replaced(_ text: String, _ old: String, _ new: String, _ limit: Int) -> String {
        guard !old.isEmpty else { return text }
        let parts = text.components(separatedBy: old)
        guard limit >= 0, parts.count > limit + 1 else { return parts.joined(separator: new) }
        let changed = parts.prefix(limit + 1).joined(separator: new)
        return changed + old + parts.dropFirst(limit + 1).joined(separator: old)
    }

    static func indented(
        _ text: String, _ width: TemplateValue, first: Bool, blank: Bool
    ) -> String {
        let space =
            width.integer.map { String(repeating: " ", count: min(max($0, 0), 1000)) } ?? width.text
        let lines = text.components(separatedBy: "\n")
        return lines.enumerated().map { index, line in
            let isPlain = (index == 0 && !first) || (line.isEmpty && !blank && index > 0)
            return isPlain ? line : space + line
        }.joined(separator: "\n")
    }
}
