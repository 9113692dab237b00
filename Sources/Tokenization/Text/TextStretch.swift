/// A stretch of text on its way through the pre-tokenizer: UTF-8, and where it lies in the whole.
struct TextStretch {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Place of `bytes[0]` in the text it was cut from.
    private let start: Int
    /// Places before this one are of a space that was put in front; it counts as the byte here.
    private let floor: Int
    /// The place of each byte, where the bytes are no longer those of the text.
    private let places: UnsafePointer<Int32>?

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.init(bytes, 0, floor: 0) }

    private init(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, floor: Int,
        places: UnsafePointer<Int32>? = nil
    ) {
        (self.bytes, self.start, self.floor, self.places) = (bytes, start, floor, places)
    }

    subscript(range: Range<Int>) -> TextStretch {
        TextStretch(
            UnsafeBufferPointer(rebasing: bytes[range]), start + range.lowerBound, floor: floor,
            places: places.map { $0 + range.lowerBound })
    }

    /// The place of a byte in the text.
    func place(_ index: Int) -> Int {
        if let places { return Int(places[index]) }
        return max(start + index, floor)
    }

    /// The same with a space in front, which belongs to the first scalar.
    func withPrefixSpace(_ body: (TextStretch) throws -> Void) throws {
        try ([0x20] + Array(bytes)).withUnsafeBufferPointer { longer in
            guard places != nil else {
                return try body(TextStretch(longer, start - 1, floor: start))
            }
            let moved = [Int32(place(0))] + bytes.indices.map { Int32(place($0)) }
            try Self.with(longer, moved, body)
        }
    }

    /// The same in the byte alphabet: a character for each byte.
    func withAlphabet(_ body: (TextStretch) throws -> Void) throws {
        var (written, moved): ([UInt8], [Int32]) = ([], [])
        for (index, byte) in bytes.enumerated() {
            let place = Int32(place(index))
            for unit in UTF8.encode(ByteAlphabet.scalars[Int(byte)]) ?? .init() {
                written.append(unit)
                moved.append(place)
            }
        }
        try written.withUnsafeBufferPointer { try Self.with($0, moved, body) }
    }

    /// The bytes that a stretch in the byte alphabet stands for.
    func withoutAlphabet(_ body: (TextStretch) throws -> Void) throws {
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        var (read, moved): ([UInt8], [Int32]) = ([], [])
        var index = 0
        for scalar in scalars {
            // All scalars are of the alphabet: only spaces are ever put in, and mapped after that.
            read.append(ByteAlphabet.byte(scalar) ?? 0x20)
            moved.append(Int32(place(index)))
            index += UTF8.width(scalar)
        }
        try read.withUnsafeBufferPointer { try Self.with($0, moved, body) }
    }

    private static func with(
        _ bytes: UnsafeBufferPointer<UInt8>, _ places: [Int32],
        _ body: (TextStretch) throws -> Void
    ) throws {
        try places.withUnsafeBufferPointer {
            try body(TextStretch(bytes, 0, floor: 0, places: $0.baseAddress))
        }
    }
}
