import Foundation
import Storage

extension JSONValue {
    /// An object of these members, in their order.
    static func members(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { JSONMember(key: $0.0, value: $0.1) })
    }

    /// As transformers writes its files: a line for each member and item, two spaces a level.
    var lines: String {
        var text = ""
        write(to: &text, depth: 0)
        return text + "\n"
    }

    private func write(to text: inout String, depth: Int) {
        func block<Item>(
            _ items: [Item], _ open: String, _ close: String,
            _ write: (Item, inout String) -> Void
        ) {
            let indent = String(repeating: "  ", count: depth + 1)
            text += open
            for (index, item) in items.enumerated() {
                text += (index == 0 ? "\n" : ",\n") + indent
                write(item, &text)
            }
            text += "\n\(String(repeating: "  ", count: depth))\(close)"
        }
        switch self {
        case .array(let items) where !items.isEmpty:
            block(items, "[", "]") { $0.write(to: &$1, depth: depth + 1) }
        case .object(let members) where !members.isEmpty:
            block(members, "{", "}") { member, text in
                JSONValue.quote(member.key, to: &text)
                text += ": "
                member.value.write(to: &text, depth: depth + 1)
            }
        default: text += self.text
        }
    }
}
