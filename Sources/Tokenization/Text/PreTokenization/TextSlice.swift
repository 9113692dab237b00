/// A slice of text on its way through the pre-tokenizer: UTF-8, and its offset in the whole.
struct TextSlice {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Offset of `bytes[0]` in the text it was cut from.
    private let start: Int
    /// Offsets before this one are of a space that was put in front; it counts as the byte here.
    private let minimumOffset: Int
    /// The offset of each byte, where the bytes are no longer those of the text.
    private let offsets: UnsafePointer<Int32>?

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.init(bytes, 0, minimumOffset: 0) }

    private init(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, minimumOffset: Int,
        offsets: UnsafePointer<Int32>? = nil
    ) {
        (self.bytes, self.start, self.minimumOffset, self.offsets) = (
            bytes, start, minimumOffset, offsets
        )
    }

    subscript(range: Range<Int>) -> TextSlice {
        TextSlice(
            UnsafeBufferPointer(rebasing: bytes[range]), start + range.lowerBound,
            minimumOffset: minimumOffset,
            offsets: offsets.map { $0 + range.lowerBound })
    }

    /// The offset of a byte in the text.
    func offset(_ index: Int) -> Int {
        if let offsets { return Int(offsets[index]) }
        return max(start + index, minimumOffset)
    }

    /// The same with a space in front, which belongs to the first scalar.
    func withPrefixSpace(_ body: (TextSlice) throws -> Void) throws {
        try ([0x20] + Array(bytes)).withUnsafeBufferPointer { longer in
            guard offsets != nil else {
                return try body(TextSlice(longer, start - 1, minimumOffset: start))
            }
            let moved = [Int32(offset(0))] + bytes.indices.map { Int32(offset($0)) }
            try Self.with(longer, moved, body)
        }
    }

    /// The same in the byte alphabet: a character for each byte.
    func withAlphabet(_ body: (TextSlice) throws -> Void) throws {
        var (written, moved): ([UInt8], [Int32]) = ([], [])
        for (index, byte) in bytes.enumerated() {
            let offset = Int32(offset(index))
            for unit in UTF8.encode(ByteAlphabet.scalars[Int(byte)]) ?? .init() {
                written.append(unit)
                moved.append(offset)
            }
        }
        try written.withUnsafeBufferPointer { try Self.with($0, moved, body) }
    }

    /// The bytes that a slice in the byte alphabet stands for.
    func withoutAlphabet(_ body: (TextSlice) throws -> Void) throws {
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        var (read, moved): ([UInt8], [Int32]) = ([], [])
        var index = 0
        for scalar in scalars {
            // All scalars are of the alphabet: only spaces are ever put in, and mapped after that.
            read.append(ByteAlphabet.byte(scalar) ?? 0x20)
            moved.append(Int32(offset(index)))
            index += UTF8.width(scalar)
        }
        try read.withUnsafeBufferPointer { try Self.with($0, moved, body) }
    }

    private static func with(
        _ bytes: UnsafeBufferPointer<UInt8>, _ offsets: [Int32],
        _ body: (TextSlice) throws -> Void
    ) throws {
        try offsets.withUnsafeBufferPointer {
            try body(TextSlice(bytes, 0, minimumOffset: 0, offsets: $0.baseAddress))
        }
    }
}
