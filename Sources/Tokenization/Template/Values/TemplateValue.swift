import Foundation
import Storage

/// A value of a template, with the meaning it has in Python.
public enum TemplateValue: Sendable {
    /// A name that was never given a value: prints as nothing, is false, has no attributes.
    case undefined(String)
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    /// A list, or what Python has beside lists: tuples, ranges, views, generators.
    case sequence(TemplateList)
    case dictionary(TemplateDictionary)
    /// A namespace, a loop, a cycler.
    case object(TemplateObject)
    case function(TemplateFunction)

    /// A list; a tuple differs in how it is printed.
    public static func list(_ items: [TemplateValue], isTuple: Bool = false) -> TemplateValue {
        .sequence(TemplateList(items, isTuple ? .tuple : .list))
    }

    static func list(_ items: [TemplateValue], _ kind: TemplateList.Kind) -> TemplateValue {
        .sequence(TemplateList(items, kind))
    }

    /// Reads JSON; nil when it is none. Objects keep the order of their keys, `1.0` stays a float.
    public init?(json text: String) {
        guard let value = try? JSONParser.parse(Data(text.utf8), name: "the value") else {
            return nil
        }
        self.init(value)
    }

    init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .array(let items): self = .list(items.map(Self.init))
        case .object(let members):
            var dictionary = TemplateDictionary()
            for member in members { dictionary[member.key] = Self(member.value) }
            self = .dictionary(dictionary)
        }
    }
}

/// Something that can be called: a macro, a method bound to its value, a global function.
public struct TemplateFunction: @unchecked Sendable {
    typealias Body = (TemplateCall) throws -> TemplateValue

    let name: String
    /// Levels of the values that it holds.
    var depth = 1
    /// Attributes of the macro for templates.
    var attributes: [String: TemplateValue] = [:]
    let body: Body
}

extension TemplateValue {
    static func function(
        _ name: String, depth: Int = 1, _ body: @escaping TemplateFunction.Body
    ) -> TemplateValue {
        .function(TemplateFunction(name: name, depth: depth, body: body))
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
        case .dictionary(let value): !value.isEmpty
        case .object, .function: true
        }
    }

    var isUndefined: Bool { if case .undefined = self { true } else { false } }
    var isNull: Bool { if case .null = self { true } else { false } }

    /// Levels of values within it, itself included.
    var depth: Int {
        switch self {
        case .sequence(let list): list.depth
        case .dictionary(let table): table.depth
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
        case .dictionary: "a mapping"
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
    var array: [TemplateValue]? {
        guard case .sequence(let list) = self, list.kind.isArray else { return nil }
        return list.items
    }
}
