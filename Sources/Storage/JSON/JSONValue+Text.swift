import Foundation

extension JSONValue {
    /// As JSON on one line, without blanks, keys in their order; slashes and letters as they are.
    /// NaN and infinities are written as Python writes them.
    public var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        func list<Item>(
            _ items: [Item], _ open: String, _ close: String,
            _ write: (Item, inout String) -> Void
        ) {
            text += open
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                write(item, &text)
            }
            text += close
        }
        switch self {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .int(let number): text += "\(number)"
        case .double(let number):
            text +=
                number.isNaN
                ? "NaN"
                : number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : "\(number)"
        case .string(let string): Self.quote(string, to: &text)
        case .array(let items): list(items, "[", "]") { $0.write(to: &$1) }
        case .object(let members):
            list(members, "{", "}") { member, text in
                Self.quote(member.key, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
        }
    }

    /// Appends a text in quotes.
    /// - Parameter isASCII: whether every other letter is escaped too, as Python's `ensure_ascii` does.
    package static func quote(_ string: String, to text: inout String, isASCII: Bool = false) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case _ where scalar.value < 0x20 || (isASCII && scalar.value > 0x7E):
                for unit in UTF16.encode(scalar)! { text += String(format: "\\u%04x", unit) }
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

/// A value whose line in a file keeps the order of keys (``JSONLines/line(_:)``); encoders sort them.
public protocol OrderedJSON {
    /// Nil where nothing of the value has an order to keep.
    var orderedJSON: JSONValue? { get }
}
