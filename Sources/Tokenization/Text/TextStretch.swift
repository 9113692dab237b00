/// A stretch of text on its way through the pre-tokenizer: UTF-8, and where it lies in the whole.
struct TextStretch {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Place of `bytes[0]` in the text it was cut from.
    let start: Int
    /// Places before this one are of a space that was put in front; it counts as the byte here.
    let floor: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.init(bytes, 0, floor: 0) }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, floor: Int) {
        (self.bytes, self.start, self.floor) = (bytes, start, floor)
    }

    subscript(range: Range<Int>) -> TextStretch {
        TextStretch(
            UnsafeBufferPointer(rebasing: bytes[range]), start + range.lowerBound, floor: floor)
    }

    /// The place of a byte in the text.
    func place(_ index: Int) -> Int { max(start + index, floor) }

    /// The same with a space in front, which belongs to the first scalar.
    func withPrefixSpace(_ body: (TextStretch) -> Void) {
        ([0x20] + Array(bytes)).withUnsafeBufferPointer { longer in
            body(TextStretch(longer, start - 1, floor: start))
        }
    }
}
