import Foundation
import GGUF
import TestSupport

/// A GGUF fixture whose metadata and tensors can be changed before it is written.
struct EditedFile {
    var fields: [(key: String, value: GGUFValue)]
    var tensors: [(name: String, shape: [Int], type: UInt32, bytes: [UInt8])]

    init(_ fixture: String) throws {
        let file = try GGUFFile(Fixture.url(fixture))
        fields = file.metadata.map { ($0.key, $0.value) }
        tensors = try file.tensors.map {
            ($0.name, $0.shape, $0.type.rawValue, Array(try file.bytes($0.name)))
        }
    }

    subscript(_ key: String) -> GGUFValue? {
        get { fields.first { $0.key == key }?.value }
        set {
            let place = fields.firstIndex { $0.key == key }
            if let place { fields.remove(at: place) }
            if let newValue { fields.insert((key, newValue), at: place ?? fields.count) }
        }
    }

    mutating func set(_ name: String, shape: [Int], floats: [Float]) {
        tensors.removeAll { $0.name == name }
        tensors.append((name, shape, 0, floats.flatMap { Self.number($0.bitPattern) }))
    }

    static func number(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    static func text(_ text: String) -> [UInt8] {
        number(UInt64(text.utf8.count)) + Array(text.utf8)
    }

    static func bytes(_ value: GGUFValue) -> (type: GGUFValueType, bytes: [UInt8]) {
        switch value {
        case .uint8(let number): (.uint8, Self.number(number))
        case .int8(let number): (.int8, Self.number(number))
        case .uint16(let number): (.uint16, Self.number(number))
        case .int16(let number): (.int16, Self.number(number))
        case .uint32(let number): (.uint32, Self.number(number))
        case .int32(let number): (.int32, Self.number(number))
        case .uint64(let number): (.uint64, Self.number(number))
        case .int64(let number): (.int64, Self.number(number))
        case .float32(let number): (.float32, Self.number(number.bitPattern))
        case .float64(let number): (.float64, Self.number(number.bitPattern))
        case .bool(let flag): (.bool, [flag ? 1 : 0])
        case .string(let text): (.string, Self.text(text))
        case .array(let type, let items):
            (
                .array,
                number(type.rawValue) + number(UInt64(items.count))
                    + items.flatMap { bytes($0).bytes }
            )
        }
    }

    var bytes: [UInt8] {
        var bytes = Array("GGUF".utf8) + Self.number(UInt32(3))
        bytes += Self.number(UInt64(tensors.count)) + Self.number(UInt64(fields.count))
        for field in fields {
            let (type, value) = Self.bytes(field.value)
            bytes += Self.text(field.key) + Self.number(type.rawValue) + value
        }
        var offset = 0
        for tensor in tensors {
            bytes += Self.text(tensor.name) + Self.number(UInt32(tensor.shape.count))
            bytes += tensor.shape.reversed().flatMap { Self.number(UInt64($0)) }
            bytes += Self.number(tensor.type) + Self.number(UInt64(offset))
            offset += (tensor.bytes.count + 31) / 32 * 32
        }
        func pad() { while bytes.count % 32 != 0 { bytes.append(0) } }
        pad()
        for tensor in tensors {
            bytes += tensor.bytes
            pad()
        }
        return bytes
    }

    @discardableResult func write(to url: URL) throws -> URL {
        try Data(bytes).write(to: url)
        return url
    }
}
