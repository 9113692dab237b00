import Collections

/// A mapping of a template: keys in the order in which they came.
struct Mapping: Sendable {
    private var table: OrderedDictionary<MappingKey, Value> = [:]
    /// Levels of values, this one included.
    private(set) var depth = 1

    init() {}

    var count: Int { table.count }
    var isEmpty: Bool { table.isEmpty }
    var keys: [MappingKey] { Array(table.keys) }
    var values: [Value] { Array(table.values) }
    /// Keys and values as tuples of two.
    var pairs: [Value] { table.map { .list([$0.value, $1], isTuple: true) } }

    subscript(key: MappingKey) -> Value? {
        get { table[key] }
        set {
            if let newValue { depth = Swift.max(depth, newValue.depth + 1, key.value.depth + 1) }
            table[key] = newValue
        }
    }

    subscript(key: String) -> Value? {
        get { self[MappingKey(key)] }
        set { self[MappingKey(key)] = newValue }
    }

    mutating func merge(_ other: Mapping) {
        for (key, value) in other { self[key] = value }
    }
}

extension Mapping: Sequence {
    func makeIterator() -> AnyIterator<(key: MappingKey, value: Value)> {
        var rest = table.makeIterator()
        return AnyIterator { rest.next().map { (key: $0.key, value: $0.value) } }
    }
}

/// A key as Python has it: any value that never changes. 1, 1.0 and true are one key; texts are one
/// when their code points are.
struct MappingKey: Hashable, Sendable {
    let value: Value

    init(_ text: String) { value = .string(text) }

    /// - Throws: `RenderError` for what Python cannot hash.
    init(_ value: Value, _ budget: RenderBudget) throws {
        guard try Self.isKey(value, budget) else {
            throw RenderError("\(value.kind) cannot be the key of a mapping.")
        }
        self.value = value
    }

    /// Nil for what cannot be a key, so is in no mapping.
    init?(lookedUp value: Value, _ budget: RenderBudget) throws {
        guard try Self.isKey(value, budget) else { return nil }
        self.value = value
    }

    private static func isKey(_ value: Value, _ budget: RenderBudget) throws -> Bool {
        try budget.step()
        switch value {
        case .null, .bool, .int, .double: return true
        case .string(let text):
            try budget.text(text)
            return true
        case .sequence(let list) where list.kind.isTuple:
            return try list.items.allSatisfy { try isKey($0, budget) }
        default: return false
        }
    }

    /// The text in it; nil for another key.
    var string: String? { if case .string(let text) = value { text } else { nil } }

    static func == (one: MappingKey, two: MappingKey) -> Bool {
        switch (one.value, two.value) {
        case (.string(let left), .string(let right)): PythonText.same(left, right)
        case (.null, .null): true
        case (.sequence(let left), .sequence(let right)):
            left.items.count == right.items.count
                && zip(left.items, right.items).allSatisfy {
                    MappingKey(known: $0) == MappingKey(known: $1)
                }
        default: one.value.sameNumber(two.value) ?? false
        }
    }

    private init(known value: Value) { self.value = value }

    func hash(into hasher: inout Hasher) {
        switch value {
        case .string(let text):
            var text = text
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .sequence(let list):
            for item in list.items { MappingKey(known: item).hash(into: &hasher) }
        default:
            // Equal numbers of any kind have one hash; large whole numbers may share theirs.
            hasher.combine(value.number ?? .nan)
        }
    }
}
