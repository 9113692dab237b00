import Storage
import Torch

/// float32 numbers as a file stores them: as they are, or rounded to the nearest, ties to even, as
/// PyTorch rounds.
struct StoredFloats {
    let type: DType

    /// The types that are written.
    static let types: [DType] = [.float32, .bfloat16, .float16]

    /// Writes the numbers little-endian.
    ///
    /// - Returns: the first number that cannot be stored: NaN, infinite, or so large that it would become
    ///   infinite; nil when all can.
    func write(
        _ numbers: UnsafeBufferPointer<Float>, to out: UnsafeMutableRawPointer
    ) -> Float? {
        switch type {
        case .float32: write(numbers, to: out) { $0.bitPattern }
        case .bfloat16: write(numbers, to: out, Self.bfloat16)
        default: write(numbers, to: out) { Float16($0).isFinite ? Float16($0).bitPattern : nil }
        }
    }

    @inline(__always)
    private func write<Bits: FixedWidthInteger>(
        _ numbers: UnsafeBufferPointer<Float>, to out: UnsafeMutableRawPointer,
        _ bits: (Float) -> Bits?
    ) -> Float? {
        var bad: Float?
        for (place, number) in numbers.enumerated() {
            guard number.isFinite, let bits = bits(number) else {
                bad = bad ?? number
                continue
            }
            out.storeBytes(
                of: bits.littleEndian, toByteOffset: place * (Bits.bitWidth / 8), as: Bits.self)
        }
        return bad
    }

    /// The upper half, rounded; nil where that is infinite.
    @inline(__always)
    private static func bfloat16(_ number: Float) -> UInt16? {
        let bits = number.bitPattern
        let rounded = UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
        return rounded & 0x7F80 == 0x7F80 ? nil : rounded
    }

    /// The sentence's part on why a number cannot be stored.
    func reason(_ number: Float) -> String {
        guard number.isFinite else { return "has \(number), which is no finite number" }
        return
            "has \(number), which is outside the range of \(type); give --dtype float32\(type == .float16 ? " or bfloat16" : "")"
    }
}
