/// Through Foundation's coders the keys of objects come and go in the order of the alphabet; rows of
/// data are read with ``RowDecoder`` and written as ``OrderedJSON``, which keep it.
extension JSONValue: Codable {
    /// - Throws: `DecodingError` from the decoder for what is no JSON value.
    public init(from decoder: any Decoder) throws {
        if let decoder = decoder as? RowDecoder {
            self = decoder.value
            return
        }
        if let object = try? decoder.container(keyedBy: AnyKey.self) {
            self = .object(
                try object.allKeys.sorted { ExactText($0.stringValue) < ExactText($1.stringValue) }
                    .map {
                        JSONMember(
                            key: $0.stringValue,
                            value: try object.decode(JSONValue.self, forKey: $0))
                    })
            return
        }
        if var list = try? decoder.unkeyedContainer() {
            var items: [JSONValue] = []
            while !list.isAtEnd { items.append(try list.decode(JSONValue.self)) }
            self = .array(items)
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? value.decode(Int.self) {
            self = .int(number)
        } else if let number = try? value.decode(Double.self) {
            self = .double(number)
        } else {
            self = .string(try value.decode(String.self))
        }
    }

    /// As the value that it is; of an object's repeated keys and their order, what the encoder keeps.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .array(let items):
            var list = encoder.unkeyedContainer()
            for item in items { try list.encode(item) }
        case .object(let members):
            var object = encoder.container(keyedBy: AnyKey.self)
            for member in members { try object.encode(member.value, forKey: AnyKey(member.key)) }
        default:
            var value = encoder.singleValueContainer()
            switch self {
            case .bool(let flag): try value.encode(flag)
            case .int(let number): try value.encode(number)
            case .double(let number): try value.encode(number)
            case .string(let text): try value.encode(text)
            default: try value.encodeNil()
            }
        }
    }
}

/// Any key of an object, or a place in a list.
package struct AnyKey: CodingKey {
    package var stringValue: String
    package var intValue: Int?
    package init(_ text: String) { stringValue = text }
    package init(place: Int) { (stringValue, intValue) = ("\(place)", place) }
    package init?(stringValue: String) { self.stringValue = stringValue }
    package init?(intValue: Int) { self.init(place: intValue) }
}
