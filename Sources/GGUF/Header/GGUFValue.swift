import Storage

/// The type of a value in the metadata of a GGUF file, by its number there.
public enum GGUFValueType: UInt32, Sendable, CaseIterable {
    case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array
    case uint64, int64, float64

    /// Bytes of a value of this type, at least: of a text those of its length, of a list those of its
    /// type and length.
    var leastSize: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64, .string: 8
        case .array: 12
        }
    }
}

/// A value of the metadata of a GGUF file, with the type that the file gives it.
public enum GGUFValue: Sendable, Equatable {
    case uint8(UInt8)
    case int8(Int8)
    case uint16(UInt16)
    case int16(Int16)
    case uint32(UInt32)
    case int32(Int32)
    case uint64(UInt64)
    case int64(Int64)
    case float32(Float)
    case float64(Double)
    case bool(Bool)
    case string(String)
    /// A list; all values are of one type, which an empty list has, too.
    case array(GGUFValueType, [GGUFValue])

    /// A whole number of any width; nil for any other kind, and for one above `Int.max`.
    public var int: Int? {
        switch self {
        case .uint8(let number): Int(number)
        case .int8(let number): Int(number)
        case .uint16(let number): Int(number)
        case .int16(let number): Int(number)
        case .uint32(let number): Int(number)
        case .int32(let number): Int(number)
        case .uint64(let number): Int(exactly: number)
        case .int64(let number): Int(number)
        default: nil
        }
    }

    /// A number of any kind.
    public var double: Double? {
        switch self {
        case .float32(let number): Double(number)
        case .float64(let number): number
        default: int.map(Double.init)
        }
    }

    /// The text of a string; nil for any other kind.
    public var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    /// A truth value; nil for any other kind, numbers included.
    public var bool: Bool? {
        if case .bool(let flag) = self { return flag }
        return nil
    }

    /// The values of a list; nil for any other kind.
    public var array: [GGUFValue]? {
        if case .array(_, let values) = self { return values }
        return nil
    }

    /// Equal texts have the same code points.
    public static func == (one: GGUFValue, two: GGUFValue) -> Bool {
        switch (one, two) {
        case (.uint8(let left), .uint8(let right)): left == right
        case (.int8(let left), .int8(let right)): left == right
        case (.uint16(let left), .uint16(let right)): left == right
        case (.int16(let left), .int16(let right)): left == right
        case (.uint32(let left), .uint32(let right)): left == right
        case (.int32(let left), .int32(let right)): left == right
        case (.uint64(let left), .uint64(let right)): left == right
        case (.int64(let left), .int64(let right)): left == right
        case (.float32(let left), .float32(let right)): left == right
        case (.float64(let left), .float64(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.string(let left), .string(let right)): left.isExactly(right)
        case (.array(let left, let some), .array(let right, let others)):
            left == right && some == others
        default: false
        }
    }
}

/// A key of the metadata and its value.
public struct GGUFField: Sendable, Equatable {
    /// Such as `llama.block_count`.
    public var key: String
    /// The value, of any type.
    public var value: GGUFValue
}
