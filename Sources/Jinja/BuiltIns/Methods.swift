import Foundation

/// Methods and attributes that Python's values have. What Python knows and this interpreter does not
/// is refused by its name when it is called; what Python does not know either is undefined.
enum Methods {
    typealias Method = (Arguments) throws -> Value

    static func unsupported(_ name: String, of kind: String) -> Value {
        .function(name) { _ in
            throw RenderError("the method \(name) of \(kind) is not supported here.")
        }
    }

    /// A method that changes its value is undefined, as in Jinja's sandbox; the name says why when it
    /// is called all the same.
    private static func refused(_ name: String, _ kind: String) -> Value {
        .undefined("\(name), which would change a \(kind),")
    }

    private static func method(
        _ name: String, takes names: [String], depth: Int, _ body: @escaping Method
    ) -> Value {
        .function(name, depth: depth + 1) { given in
            try given.check(name, takes: names)
            return try body(given)
        }
    }

    static func of(_ table: Mapping, _ name: String) throws -> Value? {
        func view(_ items: @escaping @Sendable () -> [Value]) -> Value {
            method(name, takes: [], depth: table.depth + 1) { given in
                try given.budget.items(2 * table.count)
                return .list(items(), .view("dict_\(name)"))
            }
        }
        switch name {
        case "get":
            return method(name, takes: ["key", "default"], depth: table.depth) { given in
                guard given.named.isEmpty, let key = given[0] else {
                    throw RenderError("get needs a key.")
                }
                return table[try MappingKey(key, given.budget)] ?? given[1] ?? .null
            }
        case "items": return view { table.pairs }
        case "keys": return view { table.keys.map(\.value) }
        case "values": return view { table.values }
        case "copy": return method(name, takes: [], depth: table.depth) { _ in .mapping(table) }
        case "pop", "popitem", "update", "clear", "setdefault": return refused(name, "mapping")
        case "fromkeys": return unsupported(name, of: "a mapping")
        default: return nil
        }
    }

    static func of(_ list: List, _ name: String) throws -> Value? {
        switch (list.kind, name) {
        case (.group, "grouper"): return list.items[0]
        case (.group, "list"): return list.items[1]
        case (.range(let start, _, _), "start"): return .int(start)
        case (.range(_, let end, _), "stop"): return .int(end)
        case (.range(_, _, let step), "step"): return .int(step)
        case (.view, "isdisjoint"), (.view, "mapping"):
            return unsupported(name, of: list.kind.name)
        case (.view, _), (.generator, _): return nil
        case (_, "index"):
            return method(name, takes: ["value", "start", "stop"], depth: list.depth) { given in
                let range = try range(list.items.count, given, from: 1)
                guard let item = given[0],
                    let place = try list.items[range].firstIndex(where: {
                        try $0.equals(item, given.budget)
                    })
                else { throw RenderError("the list has no such item.") }
                return .int(place)
            }
        case (_, "count"):
            return method(name, takes: ["value"], depth: list.depth) { given in
                guard let item = given[0] else { throw RenderError("count needs a value.") }
                return .int(try list.items.count { try $0.equals(item, given.budget) })
            }
        case (.list, "copy"):
            return method(name, takes: [], depth: list.depth) { _ in .sequence(list) }
        case (.list, "append"), (.list, "pop"), (.list, "insert"), (.list, "extend"),
            (.list, "remove"), (.list, "reverse"), (.list, "sort"), (.list, "clear"):
            return refused(name, "list")
        default: return nil
        }
    }

    static func of(number: Value, _ name: String) throws -> Value? {
        let isFloat = number.integer == nil
        switch name {
        case "real": return number.integer.map { .int($0) } ?? number
        case "imag": return isFloat ? .double(0) : .int(0)
        case "numerator" where !isFloat: return .int(number.integer ?? 0)
        case "denominator" where !isFloat: return .int(1)
        case "is_integer":
            let value = number.number ?? 0
            return method(name, takes: [], depth: 1) { _ in
                .bool(value.isFinite && value.rounded() == value)
            }
        case "conjugate", "as_integer_ratio": return unsupported(name, of: number.kind)
        case "bit_length", "bit_count", "to_bytes", "from_bytes":
            return isFloat ? nil : unsupported(name, of: number.kind)
        case "hex", "fromhex": return isFloat ? unsupported(name, of: number.kind) : nil
        default: return nil
        }
    }

    /// Places that two arguments of a search leave, clamped as Python's slices are.
    static func range(_ count: Int, _ given: Arguments, from index: Int) throws -> Range<Int> {
        func place(_ index: Int, _ missing: Int) throws -> Int {
            guard let value = try given.integer(index, "a place") else { return missing }
            return min(max(value < 0 ? value + count : value, 0), count)
        }
        let start = try place(index, 0)
        return start..<max(start, try place(index + 1, count))
    }
}
