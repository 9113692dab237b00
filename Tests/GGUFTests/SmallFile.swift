/// The bytes of a small GGUF file, honest or not.
struct SmallFile {
    struct Tensor {
        var name: String
        var sizes: [UInt64]
        var type: UInt32
        var offset: UInt64

        init(_ name: String, _ sizes: [UInt64], _ type: UInt32, _ offset: UInt64) {
            (self.name, self.sizes, self.type, self.offset) = (name, sizes, type, offset)
        }
    }

    var tensors: [Tensor] = []
    /// What the file claims; their number when nil.
    var tensorCount: UInt64?
    var fieldCount: UInt64?
    private var fields: [[UInt8]] = []

    static func number(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    static func text(_ text: String) -> [UInt8] {
        number(UInt64(text.utf8.count)) + Array(text.utf8)
    }

    mutating func add(_ key: String, type: UInt32, _ value: [UInt8]) {
        fields.append(Self.text(key) + Self.number(type) + value)
    }

    /// To the first byte of the data.
    var bytes: [UInt8] {
        var bytes = Array("GGUF".utf8) + Self.number(UInt32(3))
        bytes += Self.number(tensorCount ?? UInt64(tensors.count))
        bytes += Self.number(fieldCount ?? UInt64(fields.count))
        bytes += fields.flatMap { $0 }
        for tensor in tensors {
            bytes += Self.text(tensor.name) + Self.number(UInt32(tensor.sizes.count))
            bytes += tensor.sizes.flatMap { Self.number($0) }
            bytes += Self.number(tensor.type) + Self.number(tensor.offset)
        }
        while bytes.count % 32 != 0 { bytes.append(0) }
        return bytes
    }
}
