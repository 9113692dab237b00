import Storage

/// Reads a GGUF file from its beginning on; whatever is claimed to follow is checked to be there.
///
/// All numbers are little-endian.
struct GGUFCursor {
    let bytes: UnsafeRawBufferPointer
    /// For sentences.
    let file: String
    /// Of the next byte.
    private(set) var place = 0
    /// Values of the metadata that are still accepted.
    private var values = Self.mostValues

    /// Values in the metadata of one file, those of lists counted one by one. Vocabularies of 262,144
    /// tokens with their scores, types and merges are a million; a file may not ask for more memory than
    /// that by its size alone.
    static let mostValues = 1 << 24
    /// Lists within lists.
    static let deepest = 4

    init(_ bytes: UnsafeRawBufferPointer, file: String) {
        (self.bytes, self.file) = (bytes, file)
    }

    /// Bytes that follow.
    var left: Int { bytes.count - place }

    /// A whole number of the file's width.
    mutating func number<Number: FixedWidthInteger>(
        _ type: Number.Type, _ what: @autoclosure () -> String
    ) throws -> Number {
        let size = Number.bitWidth / 8
        guard size <= left else { throw cutOff(what()) }
        defer { place += size }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Number.self))
    }

    /// A text: eight bytes of length, then UTF-8.
    mutating func text(_ what: @autoclosure () -> String) throws -> String {
        let length = try number(UInt64.self, what())
        guard length <= UInt64(left) else {
            throw DataError(
                "\(file) is cut off or damaged: \(what()) claims \(length) bytes, but only \(left) follow."
            )
        }
        let range = place..<place + Int(length)
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw DataError("\(file): \(what()) is not UTF-8 text.")
        }
        place = range.upperBound
        return text
    }

    /// The type of a value, by its number.
    mutating func type(of key: String) throws -> GGUFValueType {
        let number = try number(UInt32.self, "the type of \(key)")
        guard let type = GGUFValueType(rawValue: number) else {
            throw DataError(
                "\(file): \(key) is of type \(number); the types of values are 0 to \(GGUFValueType.allCases.count - 1)."
            )
        }
        return type
    }

    /// A value of a type; `depth` lists are around it.
    mutating func value(
        _ type: GGUFValueType, of key: String, depth: Int = 0
    ) throws -> GGUFValue {
        values -= 1
        guard values >= 0 else {
            throw DataError(
                "\(file): the metadata has more than \(Self.mostValues) values; the last key is \(key)."
            )
        }
        switch type {
        case .uint8: return .uint8(try number(UInt8.self, key))
        case .int8: return .int8(try number(Int8.self, key))
        case .uint16: return .uint16(try number(UInt16.self, key))
        case .int16: return .int16(try number(Int16.self, key))
        case .uint32: return .uint32(try number(UInt32.self, key))
        case .int32: return .int32(try number(Int32.self, key))
        case .uint64: return .uint64(try number(UInt64.self, key))
        case .int64: return .int64(try number(Int64.self, key))
        case .float32: return .float32(Float(bitPattern: try number(UInt32.self, key)))
        case .float64: return .float64(Double(bitPattern: try number(UInt64.self, key)))
        case .string: return .string(try text(key))
        case .bool:
            let byte = try number(UInt8.self, key)
            guard byte <= 1 else {
                throw DataError("\(file): \(key) is \(byte), but a truth value is 0 or 1.")
            }
            return .bool(byte == 1)
        case .array: return try list(of: key, depth: depth)
        }
    }

    private mutating func list(of key: String, depth: Int) throws -> GGUFValue {
        guard depth < Self.deepest else {
            throw DataError("\(file): \(key) has more than \(Self.deepest) lists in each other.")
        }
        let type = try type(of: key)
        let count = try number(UInt64.self, "the length of \(key)")
        guard count <= UInt64(left / type.leastSize) else {
            throw DataError(
                "\(file) is cut off or damaged: \(key) claims \(count) values, but only \(left) bytes follow."
            )
        }
        var items: [GGUFValue] = []
        items.reserveCapacity(min(Int(count), 1 << 16))
        for _ in 0..<Int(count) { items.append(try value(type, of: key, depth: depth + 1)) }
        return .array(type, items)
    }

    /// The sentence for a file that ends before `what`.
    func cutOff(_ what: String) -> DataError {
        DataError("\(file) is cut off: it ends after \(bytes.count) bytes, within \(what).")
    }
}
