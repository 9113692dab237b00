import Foundation
import Storage

/// A value of a template, with the meaning it has in Python.
enum Value: Sendable {
    /// A name that was never given a value: prints as nothing, is false, has no attributes.
    case undefined(String)
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    /// A list, or what Python has beside lists: tuples, ranges, views, generators.
    case sequence(List)
    case mapping(Mapping)
    /// A namespace, a loop, a cycler.
    case object(Object)
    case function(Function)

    /// A list; a tuple differs in how it is printed.
    static func list(_ items: [Value], isTuple: Bool = false) -> Value {
        .sequence(List(items, isTuple ? .tuple : .list))
    }

    static func list(_ items: [Value], _ kind: List.Kind) -> Value {
        .sequence(List(items, kind))
    }

    /// Objects keep the order of their keys, `1.0` stays a float.
    init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .array(let items): self = .list(items.map(Self.init))
        case .object(let members):
            var mapping = Mapping()
            for member in members { mapping[member.key] = Self(member.value) }
            self = .mapping(mapping)
        }
    }
}

/// Something that can be called: a macro, a method bound to its value, a global function.
struct Function: @unchecked Sendable {
    typealias Body = (Arguments) throws -> Value

    let name: String
    /// Levels of the values that it holds.
    var depth = 1
    /// Attributes of the macro for templates.
    var attributes: [String: Value] = [:]
    let body: Body
}

extension Value {
    static func function(_ name: String, depth: Int = 1, _ body: @escaping Function.Body) -> Value {
        .function(Function(name: name, depth: depth, body: body))
    }

    /// Python's truth.
    var isTrue: Bool {
        switch self {
        case .undefined, .null: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .double(let value): value != 0
        case .string(let value): !value.isEmpty
        case .sequence(let value): value.isTrue
        case .mapping(let value): !value.isEmpty
        case .object, .function: true
        }
    }

    var isUndefined: Bool { if case .undefined = self { true } else { false } }
    var isNull: Bool { if case .null = self { true } else { false } }

    /// Levels of values within it, itself included.
    var depth: Int {
        switch self {
        case .sequence(let list): list.depth
        case .mapping(let table): table.depth
        case .object(let object): object.depth
        case .function(let function): function.depth
        default: 1
        }
    }

    /// The name of its type, for error messages.
    var kind: String {
        switch self {
        case .undefined: "undefined"
        case .null: "none"
        case .bool: "a boolean"
        case .int: "an integer"
        case .double: "a float"
        case .string: "a string"
        case .sequence(let list): list.kind.name
        case .mapping: "a mapping"
        case .object(let object): object.kind
        case .function: "a function"
        }
    }

    /// The number in it; booleans count as 0 and 1.
    var number: Double? {
        switch self {
        case .bool(let value): value ? 1 : 0
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    var integer: Int? {
        switch self {
        case .bool(let value): value ? 1 : 0
        case .int(let value): value
        default: nil
        }
    }

    /// The items of a list or tuple; nil for everything else.
    var array: [Value]? {
        guard case .sequence(let list) = self, list.kind.isArray else { return nil }
        return list.items
    }
}
