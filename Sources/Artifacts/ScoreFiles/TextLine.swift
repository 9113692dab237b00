import Foundation

/// A line of a text file that says something, without its comment.
struct TextLine {
    /// From 1, as editors count.
    let number: Int
    let text: String

    /// Lines that are not blank once comments are gone: from `#` on, as in YAML and `numpy.loadtxt`;
    /// within double quotes it is text.
    static func lines(of content: Data) -> [TextLine] {
        String(decoding: content, as: UTF8.self)
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated().compactMap { index, line in
                let text = uncommented(line).trimmingCharacters(in: .whitespaces)
                return text.isEmpty ? nil : TextLine(number: index + 1, text: text)
            }
    }

    private static func uncommented(_ line: Substring) -> Substring {
        var isQuoted = false
        for index in line.indices {
            if line[index] == "\"" { isQuoted.toggle() }
            if line[index] == "#", !isQuoted { return line[..<index] }
        }
        return line
    }
}
