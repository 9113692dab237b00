/// Counts the scalars of a text up to places that only go forward.
struct ScalarCursor {
    private let text: UnsafeBufferPointer<UInt8>
    private var place = 0
    /// Scalars that begin before `place`.
    private var count = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    /// The scalar (index) that the byte at `place` belongs to.
    mutating func scalar(at place: Int) -> Int {
        if place + 1 < self.place { (self.place, count) = (0, 0) }
        while self.place <= place {
            if text[self.place] & 0xC0 != 0x80 { count += 1 }
            self.place += 1
        }
        return count - 1
    }
}
