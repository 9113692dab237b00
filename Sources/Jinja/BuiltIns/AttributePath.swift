/// The attribute that a filter goes by: `a.b`, an index, or nothing for the item itself.
struct AttributePath {
    private let parts: [Value]
    /// In place of what is undefined on the way.
    var otherwise: Value?

    init(_ attribute: Value?, _ budget: RenderBudget) throws {
        switch attribute {
        case nil, .null?: parts = []
        case .string(let text)?:
            try budget.text(text)
            parts = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
                let isIndex = !part.isEmpty && part.utf8.allSatisfy { 0x30...0x39 ~= $0 }
                return (isIndex ? Int(part) : nil).map { .int($0) } ?? .string(String(part))
            }
        case let value?: parts = [value]
        }
    }

    /// Several, with commas between them.
    static func all(_ attribute: Value, _ budget: RenderBudget) throws -> [AttributePath] {
        guard case .string(let text) = attribute else {
            return [try AttributePath(attribute, budget)]
        }
        return try text.split(separator: ",", omittingEmptySubsequences: false).map {
            try AttributePath(.string(String($0)), budget)
        }
    }

    func value(
        of item: Value, otherwise own: Value? = nil, _ budget: RenderBudget
    ) throws -> Value {
        let missing = own ?? otherwise
        return try parts.reduce(item) { value, part in
            try budget.step()
            let found = try value.item(part, budget)
            return found.isUndefined ? missing ?? found : found
        }
    }
}
