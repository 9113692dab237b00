/// A flat hash table from byte strings to numbers, for look-ups without making a `String`.
///
/// Open addressing, power of two slots, at most half full; the keys lie one after the other in one
/// array.
struct ByteTable: Sendable {
    private struct Slot: Sendable {
        var hash: UInt32 = 0
        /// -1 where the slot is free.
        var value: Int32 = -1
        var start: UInt32 = 0
        var count: UInt32 = 0
    }
    private var slots: [Slot]
    private var keys: [UInt8] = []
    private var filled = 0
    /// The number of keys.
    var count: Int { filled }

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: Slot(), count: size)
    }

    /// Adds the key, or changes its value. Values are not negative.
    mutating func insert(_ key: UnsafeBufferPointer<UInt8>, _ value: Int32) {
        if filled * 2 >= slots.count { grow() }
        let hash = Self.hash(key)
        let place = place(of: key, hash)
        if slots[place].value < 0 {
            slots[place] = Slot(
                hash: hash, value: value, start: UInt32(keys.count), count: UInt32(key.count))
            keys.append(contentsOf: key)
            filled += 1
        } else {
            slots[place].value = value
        }
    }

    mutating func insert(_ key: some Sequence<UInt8>, _ value: Int32) {
        Array(key).withUnsafeBufferPointer { insert($0, value) }
    }

    /// The value of the key, or nil.
    func value(_ key: UnsafeBufferPointer<UInt8>) -> Int32? {
        let found = slots[place(of: key, Self.hash(key))].value
        return found < 0 ? nil : found
    }

    func value(_ key: String) -> Int32? {
        var key = key
        return key.withUTF8 { value($0) }
    }

    private func place(of key: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
        slots.withUnsafeBufferPointer { slots in
            keys.withUnsafeBufferPointer { keys in
                let mask = slots.count - 1
                var place = Int(hash) & mask
                while slots[place].value >= 0 {
                    let slot = slots[place]
                    if slot.hash == hash, Int(slot.count) == key.count,
                        Self.equal(keys, Int(slot.start), key)
                    {
                        break
                    }
                    place = (place + 1) & mask
                }
                return place
            }
        }
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count * 2)
        let mask = slots.count - 1
        for slot in old where slot.value >= 0 {
            var place = Int(slot.hash) & mask
            while slots[place].value >= 0 { place = (place + 1) & mask }
            slots[place] = slot
        }
    }

    @inline(__always)
    static func equal(
        _ keys: UnsafeBufferPointer<UInt8>, _ start: Int, _ key: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        for index in 0..<key.count where keys[start + index] != key[index] { return false }
        return true
    }

    /// Eight bytes at a time, multiplied and folded (the step of wyhash).
    @inline(__always)
    static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: key.count)
        var at = 0
        let raw = UnsafeRawBufferPointer(key)
        while at + 8 <= key.count {
            state = fold(state ^ raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            at += 8
        }
        var rest: UInt64 = 0
        while at < key.count {
            rest = rest << 8 | UInt64(key[at])
            at += 1
        }
        return UInt32(truncatingIfNeeded: fold(state ^ rest))
    }

    @inline(__always)
    private static func fold(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return product.high ^ product.low
    }
}
