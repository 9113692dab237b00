/// Makes any text safe to place in a page that is both HTML and XML 1.0.
package enum Escaping {
    /// Text between tags.
    package static func text(_ text: String) -> String { escape(text, inAttribute: false) }

    /// A value between double quotes.
    package static func attribute(_ text: String) -> String { escape(text, inAttribute: true) }

    static func escape(_ text: String, inAttribute: Bool) -> String {
        var output = ""
        var afterReturn = false
        for scalar in text.unicodeScalars {
            // A line feed after a carriage return is one line break.
            if scalar == "\n" && afterReturn {
                afterReturn = false
                continue
            }
            afterReturn = scalar == "\r"
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += inAttribute ? "&quot;" : "\""
            case "\n", "\r": output += inAttribute ? "&#10;" : "\n"
            case "\t": output += inAttribute ? "&#9;" : "\t"
            default: output.unicodeScalars.append(visible(scalar))
            }
        }
        return output
    }

    /// XML 1.0 has no control characters, not even escaped, so they are shown by their pictures
    /// (U+2400 and on); what has no picture becomes the replacement character.
    static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value)!
        case 0x7F: "\u{2421}"
        case 0x80..<0xA0: "\u{FFFD}"
        // Noncharacters are no part of either language.
        case 0xFDD0...0xFDEF: "\u{FFFD}"
        case let value where value & 0xFFFE == 0xFFFE: "\u{FFFD}"
        default: scalar
        }
    }
}
