import Storage

/// JSON as transformers writes it in templates: Python's `json.dumps`.
struct JSONWriter {
    /// The indentation of each level; nil is one line.
    var indent: String?
    var item: String
    var key: String
    var isASCII = false
    var sortsKeys = false

    /// - Throws: `RenderError` for what is no JSON: undefined values, functions, generators.
    func text(_ value: Value, _ budget: RenderBudget) throws -> String {
        var text = BudgetedText(budget: budget)
        try write(value, into: &text, level: 0)
        return text.text
    }

    private func write(_ value: Value, into text: inout BudgetedText, level: Int) throws {
        try text.budget.step()
        guard level < RenderBudget.depth else {
            throw RenderError("a value for JSON is nested too deeply.")
        }
        switch value {
        case .null: try text.append("null")
        case .bool(let flag): try text.append(flag ? "true" : "false")
        case .int(let number): try text.append(String(number))
        case .double(let number): try text.append(Self.number(number))
        case .string(let string): try append(string, to: &text)
        case .sequence(let list) where list.kind.isArray:
            try wrapped("[", "]", list.items.count, &text, level) { index, text in
                try write(list.items[index], into: &text, level: level + 1)
            }
        case .mapping(let table):
            try text.budget.items(2 * table.count)
            var pairs = table.map { (key: $0.value, value: $1) }
            if sortsKeys {
                pairs = try Self.sorted(pairs, text.budget)
            }
            try wrapped("{", "}", pairs.count, &text, level) { index, text in
                try append(Self.name(pairs[index].key), to: &text)
                try text.append(key)
                try write(pairs[index].value, into: &text, level: level + 1)
            }
        default: throw RenderError("\(value.kind) cannot be written as JSON.")
        }
    }

    private func wrapped(
        _ open: String, _ close: String, _ count: Int, _ text: inout BudgetedText, _ level: Int,
        _ body: (Int, inout BudgetedText) throws -> Void
    ) throws {
        try text.append(open)
        for index in 0..<count {
            if index > 0 { try text.append(item) }
            try lineBreak(&text, level + 1)
            try body(index, &text)
        }
        if count > 0 { try lineBreak(&text, level) }
        try text.append(close)
    }

    private func lineBreak(_ text: inout BudgetedText, _ level: Int) throws {
        guard let indent else { return }
        try text.append("\n")
        try text.append(indent, times: level)
    }

    private static func sorted(
        _ pairs: [(key: Value, value: Value)], _ budget: RenderBudget
    ) throws -> [(key: Value, value: Value)] {
        try budget.items(pairs.count)
        return try pairs.sorted { try $0.key.order($1.key, budget) < 0 }
    }

    /// A key as Python's `json` writes it.
    private static func name(_ key: Value) throws -> String {
        switch key {
        case .string(let text): return text
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let value): return String(value)
        case .double(let value): return number(value)
        default: throw RenderError("\(key.kind) cannot be a key of JSON.")
        }
    }

    private static func number(_ value: Double) -> String {
        if value.isFinite { return PythonNumber.text(value) }
        return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
    }

    private func append(_ string: String, to text: inout BudgetedText) throws {
        try text.budget.letters(string)
        var quoted = ""
        JSONValue.quote(string, to: &quoted, isASCII: isASCII)
        try text.append(quoted)
    }
}

extension JSONWriter {
    /// The filter `tojson`; its arguments have the order of transformers' own filter.
    init(_ given: Arguments) throws {
        let budget = given.budget
        switch given[1, "indent"] {
        case nil, .null?: indent = nil
        case .string(let text)?: indent = text
        case let value?:
            guard let count = value.integer else {
                throw RenderError("indent should be a number of spaces, not \(value.kind).")
            }
            try budget.text(count)
            indent = String(repeating: " ", count: max(count, 0))
        }
        item = indent == nil ? ", " : ","
        key = ": "
        if let value = given[2, "separators"], !value.isNull {
            let pair = try value.items(budget).map { try $0.text(budget) }
            guard pair.count == 2 else { throw RenderError("separators are two texts.") }
            (item, key) = (pair[0], pair[1])
        }
        isASCII = given[0, "ensure_ascii"]?.isTrue ?? false
        sortsKeys = given[3, "sort_keys"]?.isTrue ?? false
    }
}
