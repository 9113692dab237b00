/// A JSON value that keeps the order of an object's keys and tells `1` from `1.0`, as Python does.
///
/// Templates print tools in the order of their keys, so Foundation's dictionaries do not do here.
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case array([JSONValue])
    /// In file order; of a repeated key the last one counts.
    case object([JSONMember])

    /// The member of an object, or nil where there is none or this is no object.
    public subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key.isExactly(key) }?.value
    }

    /// The member of an object, `null` counting as absent.
    public func present(_ key: String) -> JSONValue? {
        guard let value = self[key], !value.isNull else { return nil }
        return value
    }

    /// Whether this is `null`.
    public var isNull: Bool {
        if case .null = self { return true }
        return false
    }

    /// The text of a string; nil for any other kind.
    public var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    /// The value of `true` and `false`; nil for any other kind, numbers included.
    public var bool: Bool? {
        if case .bool(let flag) = self { return flag }
        return nil
    }

    /// A whole number as the file spells it, of 64 bits; nil for `1.0`, too.
    public var int: Int? {
        if case .int(let number) = self { return number }
        return nil
    }

    /// The items of a list; nil for any other kind.
    public var array: [JSONValue]? {
        if case .array(let items) = self { return items }
        return nil
    }
}

/// One key of an object and its value.
public struct JSONMember: Sendable {
    /// The key with its escapes resolved.
    public var key: String
    /// The value, of any kind.
    public var value: JSONValue

    /// A member; an object may have two of one key.
    public init(key: String, value: JSONValue) {
        self.key = key
        self.value = value
    }
}

/// Equal as Python compares them: texts by code points, objects in any order of keys, `1` and `1.0`
/// by their value. NaN equals NaN, so that a row equals itself.
extension JSONValue: Hashable {
    /// Equal as Python compares them, but for NaN.
    public static func == (one: JSONValue, two: JSONValue) -> Bool {
        switch (one, two) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.string(let left), .string(let right)): return left.isExactly(right)
        case (.array(let left), .array(let right)): return left == right
        case (.object, .object): return one.byKey == two.byKey
        case (.int(let left), .int(let right)): return left == right
        default:
            guard let left = one.number, let right = two.number else { return false }
            return left == right || (left.isNaN && right.isNaN)
        }
    }

    /// Equal values hash alike: `1` as `1.0`, and objects whatever the order of their keys.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let flag): hasher.combine(flag)
        case .int, .double: hasher.combine((number?.isNaN ?? true) ? 0 : number)
        case .string(let text): hasher.combine(ExactText(text))
        case .array(let items): hasher.combine(items)
        case .object: hasher.combine(byKey)
        }
    }

    /// The members of an object; of a repeated key the last one.
    private var byKey: [ExactText: JSONValue] {
        guard case .object(let members) = self else { return [:] }
        return Dictionary(members.map { (ExactText($0.key), $0.value) }) { $1 }
    }

    /// The number in it, whole or not.
    private var number: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }
}
