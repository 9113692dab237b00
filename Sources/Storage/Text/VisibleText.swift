/// Text from models, files and servers as it may go to a terminal: what would move the cursor, clear
/// the screen or turn the reading direction is shown as `\u{1b}` instead.
public enum VisibleText {
    /// Line breaks and tabs stay.
    public static func text(_ text: String) -> String { shown(text, keeping: ["\n", "\t"]) }

    /// One line: line breaks and tabs are shown, too.
    public static func line(_ text: String) -> String { shown(text, keeping: []) }

    private static func shown(_ text: String, keeping kept: [Unicode.Scalar]) -> String {
        // Most text has nothing to show.
        guard text.unicodeScalars.contains(where: { isControl($0) && !kept.contains($0) }) else {
            return text
        }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isControl(scalar), !kept.contains(scalar) {
                result.append(contentsOf: escape(scalar).unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }

    /// C0, DEL, C1; line and paragraph separators; marks that turn the reading direction. Joiners
    /// within emoji and scripts are none of these.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
