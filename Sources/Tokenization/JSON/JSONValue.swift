/// A JSON value that keeps the order of an object's keys and tells `1` from `1.0`, as Python does.
///
/// Templates print tools in the order of their keys, so Foundation's dictionaries do not do here.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case array([JSONValue])
    /// In file order; of a repeated key the last one counts.
    case object([JSONMember])

    /// The member of an object, or nil where there is none or this is no object.
    package subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    /// The member of an object, `null` counting as absent.
    package func present(_ key: String) -> JSONValue? {
        guard let value = self[key], value != .null else { return nil }
        return value
    }

    package var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    package var bool: Bool? {
        if case .bool(let flag) = self { return flag }
        return nil
    }

    package var int: Int? {
        if case .int(let number) = self { return number }
        return nil
    }

    package var array: [JSONValue]? {
        if case .array(let items) = self { return items }
        return nil
    }
}

/// One key of an object and its value.
package struct JSONMember: Sendable, Equatable {
    package var key: String
    package var value: JSONValue
}
