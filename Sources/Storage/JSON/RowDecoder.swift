import Foundation

/// Decodes a row of data from ``JSONValue``.
///
/// Unlike Foundation's decoder it keeps the order of keys (``JSONValue``, ``ChatMessage``), knows
/// texts by their code points, and reads what Python writes: `NaN`, `Infinity`, half a surrogate pair.
/// Errors are Foundation's own, so ``DecodingProblem`` says them.
package struct RowDecoder: Decoder {
    let value: JSONValue
    package let codingPath: [any CodingKey]
    package var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ value: JSONValue, _ codingPath: [any CodingKey] = []) {
        self.value = value
        self.codingPath = codingPath
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from value: JSONValue) throws
        -> Value
    {
        try Value(from: RowDecoder(value))
    }

    package func container<Key: CodingKey>(keyedBy type: Key.Type) throws
        -> KeyedDecodingContainer<Key>
    {
        guard case .object(let members) = value else { throw mismatch([String: Any].self) }
        return KeyedDecodingContainer(Keyed(members, codingPath))
    }

    package func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let items) = value else { throw mismatch([Any].self) }
        return Unkeyed(items: items, codingPath: codingPath)
    }

    package func singleValueContainer() -> any SingleValueDecodingContainer { self }

    private func mismatch(_ type: Any.Type) -> DecodingError {
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: "")
        return value.isNull ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }
}

extension RowDecoder: SingleValueDecodingContainer {
    package func decodeNil() -> Bool { value.isNull }

    package func decode(_ type: Bool.Type) throws -> Bool {
        guard case .bool(let flag) = value else { throw mismatch(type) }
        return flag
    }

    package func decode(_ type: String.Type) throws -> String {
        guard case .string(let text) = value else { throw mismatch(type) }
        return text
    }

    package func decode(_ type: Double.Type) throws -> Double {
        switch value {
        case .int(let number): return Double(number)
        case .double(let number): return number
        default: throw mismatch(type)
        }
    }

    package func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
    package func decode(_ type: Int.Type) throws -> Int { try whole(type) }
    package func decode(_ type: Int8.Type) throws -> Int8 { try whole(type) }
    package func decode(_ type: Int16.Type) throws -> Int16 { try whole(type) }
    package func decode(_ type: Int32.Type) throws -> Int32 { try whole(type) }
    package func decode(_ type: Int64.Type) throws -> Int64 { try whole(type) }
    package func decode(_ type: UInt.Type) throws -> UInt { try whole(type) }
    package func decode(_ type: UInt8.Type) throws -> UInt8 { try whole(type) }
    package func decode(_ type: UInt16.Type) throws -> UInt16 { try whole(type) }
    package func decode(_ type: UInt32.Type) throws -> UInt32 { try whole(type) }
    package func decode(_ type: UInt64.Type) throws -> UInt64 { try whole(type) }

    package func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try Value(from: self)
    }

    /// `2.0` is a whole number too, as for Foundation.
    private func whole<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
        let found: Value? =
            switch value {
            case .int(let number): Value(exactly: number)
            case .double(let number): Value(exactly: number)
            default: nil
            }
        guard let found else { throw mismatch(type) }
        return found
    }
}

extension RowDecoder {
    /// The members of an object; of a repeated key the last one.
    struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let members: [JSONMember]
        let places: [ExactText: Int]
        let codingPath: [any CodingKey]

        init(_ members: [JSONMember], _ codingPath: [any CodingKey]) {
            self.members = members
            self.codingPath = codingPath
            places = Dictionary(members.indices.map { (ExactText(members[$0].key), $0) }) { $1 }
        }

        var allKeys: [Key] {
            members.indices.filter { places[ExactText(members[$0].key)] == $0 }
                .compactMap { Key(stringValue: members[$0].key) }
        }

        func contains(_ key: Key) -> Bool { places[ExactText(key.stringValue)] != nil }

        private func decoder(_ key: any CodingKey) throws -> RowDecoder {
            guard let place = places[ExactText(key.stringValue)] else {
                throw DecodingError.keyNotFound(
                    key, .init(codingPath: codingPath, debugDescription: ""))
            }
            return RowDecoder(members[place].value, codingPath + [key])
        }

        func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).decodeNil() }
        func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
            try decoder(key).decode(type)
        }
        func decode(_ type: String.Type, forKey key: Key) throws -> String {
            try decoder(key).decode(type)
        }
        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            try Value(from: decoder(key))
        }

        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
            -> KeyedDecodingContainer<Nested>
        {
            try decoder(key).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try decoder(key).unkeyedContainer()
        }

        func superDecoder() throws -> any Decoder { try decoder(AnyKey("super")) }
        func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
    }

    /// The items of a list.
    struct Unkeyed: UnkeyedDecodingContainer {
        let items: [JSONValue]
        let codingPath: [any CodingKey]
        var currentIndex = 0

        init(items: [JSONValue], codingPath: [any CodingKey]) {
            self.items = items
            self.codingPath = codingPath
        }

        var count: Int? { items.count }
        var isAtEnd: Bool { currentIndex >= items.count }

        private func current() throws -> RowDecoder {
            let path = codingPath + [AnyKey(place: currentIndex)]
            guard !isAtEnd else {
                throw DecodingError.valueNotFound(
                    Any.self, .init(codingPath: path, debugDescription: ""))
            }
            return RowDecoder(items[currentIndex], path)
        }

        mutating func decodeNil() throws -> Bool {
            guard try current().decodeNil() else { return false }
            currentIndex += 1
            return true
        }

        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let value = try Value(from: current())
            currentIndex += 1
            return value
        }

        mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
            -> KeyedDecodingContainer<Nested>
        {
            defer { currentIndex += 1 }
            return try current().container(keyedBy: type)
        }

        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
            defer { currentIndex += 1 }
            return try current().unkeyedContainer()
        }

        mutating func superDecoder() throws -> any Decoder {
            defer { currentIndex += 1 }
            return try current()
        }
    }
}
