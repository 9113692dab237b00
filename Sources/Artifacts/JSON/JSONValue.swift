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

    public var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    public var bool: Bool? {
        if case .bool(let flag) = self { return flag }
        return nil
    }

    public var int: Int? {
        if case .int(let number) = self { return number }
        return nil
    }

    public var array: [JSONValue]? {
        if case .array(let items) = self { return items }
        return nil
    }
}

/// One key of an object and its value.
public struct JSONMember: Sendable {
    public var key: String
    public var value: JSONValue

    public init(key: String, value: JSONValue) {
        self.key = key
        self.value = value
    }
}
