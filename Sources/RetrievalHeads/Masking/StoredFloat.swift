/// The floating-point types of safetensors files whose numbers can be scaled in place.
enum StoredFloat: String, CaseIterable {
    case double = "F64"
    case float = "F32"
    case half = "F16"
    case brain = "BF16"

    var size: Int {
        switch self {
        case .double: 8
        case .float: 4
        case .half, .brain: 2
        }
    }

    /// Multiplies the little-endian numbers in a range of bytes, rounding to the nearest (ties to
    /// even). A factor of 0 gives +0 whatever was there, infinities included.
    func scale(_ bytes: inout [UInt8], _ range: Range<Int>, by factor: Double) {
        guard factor != 0 else {
            for index in range { bytes[index] = 0 }
            return
        }
        guard factor != 1 else { return }
        bytes.withUnsafeMutableBytes { raw in
            for place in stride(from: range.lowerBound, to: range.upperBound, by: size) {
                func load<Bits: FixedWidthInteger>(_: Bits.Type) -> Bits {
                    Bits(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: Bits.self))
                }
                func store<Bits: FixedWidthInteger>(_ bits: Bits) {
                    raw.storeBytes(of: bits.littleEndian, toByteOffset: place, as: Bits.self)
                }
                switch self {
                case .double:
                    store((Double(bitPattern: load(UInt64.self)) * factor).bitPattern)
                case .float:
                    store(Float(Double(Float(bitPattern: load(UInt32.self))) * factor).bitPattern)
                case .half:
                    store(
                        Float16(Double(Float16(bitPattern: load(UInt16.self))) * factor).bitPattern)
                case .brain:
                    let value = Float(bitPattern: UInt32(load(UInt16.self)) << 16)
                    store(Self.brainBits(Float(Double(value) * factor)))
                }
            }
        }
    }

    /// The upper half of a float, rounded to the nearest, ties to even.
    static func brainBits(_ value: Float) -> UInt16 {
        guard !value.isNaN else { return UInt16(truncatingIfNeeded: value.bitPattern >> 16) | 0x40 }
        let bits = value.bitPattern
        let rounded = bits &+ 0x7FFF &+ (bits >> 16 & 1)
        return UInt16(truncatingIfNeeded: rounded >> 16)
    }
}
