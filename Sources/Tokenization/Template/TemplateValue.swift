import Artifacts
public import Collections
import Foundation

/// A value of a template, with the meaning it has in Python.
public indirect enum TemplateValue: Sendable {
    /// A name that was never given a value: prints as nothing, is false, has no attributes.
    case undefined(String)
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    /// A list; a tuple differs in how it is printed.
    case list([TemplateValue], isTuple: Bool = false)
    case dictionary(TemplateDictionary)
    case namespace(TemplateNamespace)
    case function(TemplateFunction)

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

/// Keys in the order in which they came.
public typealias TemplateDictionary = OrderedDictionary<String, TemplateValue>

/// `namespace(...)`: the one thing that an assignment within a loop can change outside of it.
///
/// It lives within one rendering, on one thread.
public final class TemplateNamespace: @unchecked Sendable {
    var values: TemplateDictionary
    init(_ values: TemplateDictionary) { self.values = values }
}

/// Something that can be called: a macro, a method bound to its value, a global function.
public struct TemplateFunction: @unchecked Sendable {
    let name: String
    let body: (_ arguments: [TemplateValue], _ named: TemplateDictionary) throws -> TemplateValue
}

extension TemplateValue {
    /// Python's truth.
    var isTrue: Bool {
        switch self {
        case .undefined, .null: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .double(let value): value != 0
        case .string(let value): !value.isEmpty
        case .list(let value, _): !value.isEmpty
        case .dictionary(let value): !value.isEmpty
        case .namespace, .function: true
        }
    }

    var isUndefined: Bool { if case .undefined = self { true } else { false } }

    /// The name of its type, for error messages.
    var kind: String {
        switch self {
        case .undefined: "undefined"
        case .null: "none"
        case .bool: "a boolean"
        case .int: "an integer"
        case .double: "a float"
        case .string: "a string"
        case .list: "a list"
        case .dictionary: "a mapping"
        case .namespace: "a namespace"
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
}

extension TemplateValue: Equatable {
    /// Python's `==`: 1, 1.0 and true are equal; strings are equal when their scalars are.
    public static func == (one: TemplateValue, two: TemplateValue) -> Bool {
        if let left = one.number, let right = two.number { return left == right }
        switch (one, two) {
        case (.undefined, .undefined), (.null, .null): return true
        case (.string(let left), .string(let right)):
            return left.unicodeScalars.elementsEqual(right.unicodeScalars)
        case (.list(let left, let isTuple), .list(let right, let isOtherTuple)):
            return isTuple == isOtherTuple && left == right
        case (.dictionary(let left), .dictionary(let right)):
            return left.count == right.count
                && left.allSatisfy { key, value in right[key].map { $0 == value } ?? false }
        case (.namespace(let left), .namespace(let right)): return left === right
        default: return false
        }
    }
}
