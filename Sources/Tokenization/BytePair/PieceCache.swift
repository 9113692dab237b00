/// Encoded pieces by their bytes. Text repeats its words, so most pieces are merged only once.
///
/// Open addressing over flat arrays; grows to `limit` pieces, then keeps what it has.
struct PieceCache {
    struct Slot {
        var hash: UInt64 = 0
        var byteStart: Int32 = 0
        var byteCount: Int32 = -1
        var idStart: Int32 = 0
        var idCount: Int32 = 0
    }

    private var slots = [Slot](repeating: Slot(), count: 4096)
    private var count = 0
    private var bytes: [UInt8] = []
    private(set) var ids: [(id: Int32, length: Int32)] = []
    static let limit = 1 << 17

    static func hash(_ piece: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(piece.count)
        var index = 0
        let base = UnsafeRawPointer(piece.baseAddress)
        while index + 8 <= piece.count, let base {
            let word = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
            index += 8
        }
        while index < piece.count {
            hash = (hash ^ UInt64(piece[index])) &* 0x100_0000_01b3
            index += 1
        }
        return hash ^ (hash >> 29)
    }

    /// The range in `ids` of a known piece; nil when it is not known.
    func find(_ piece: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Range<Int>? {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[place]
            if slot.byteCount < 0 { return nil }
            if slot.hash == hash, Int(slot.byteCount) == piece.count, equal(slot, piece) {
                return Int(slot.idStart)..<Int(slot.idStart + slot.idCount)
            }
            place = (place + 1) & mask
        }
    }

    private func equal(_ slot: Slot, _ piece: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { all in
            for index in 0..<piece.count where all[Int(slot.byteStart) + index] != piece[index] {
                return false
            }
            return true
        }
    }

    mutating func insert(
        _ piece: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ made: [(id: Int32, length: Int32)]
    ) {
        guard count < Self.limit, piece.count <= 64 else { return }
        if count * 2 >= slots.count { grow() }
        let slot = Slot(
            hash: hash, byteStart: Int32(bytes.count), byteCount: Int32(piece.count),
            idStart: Int32(ids.count), idCount: Int32(made.count))
        bytes.append(contentsOf: piece)
        ids.append(contentsOf: made)
        place(slot)
        count += 1
    }

    private mutating func place(_ slot: Slot) {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: slot.hash) & mask
        while slots[place].byteCount >= 0 { place = (place + 1) & mask }
        slots[place] = slot
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 2)
        for slot in old where slot.byteCount >= 0 { place(slot) }
    }
}
