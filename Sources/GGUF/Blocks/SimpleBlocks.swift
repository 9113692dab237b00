/// Blocks of 32 numbers with one scale, and of the types `_1` one minimum.
///
/// The low halves of the 16 bytes are the numbers 0 to 15, the high halves 16 to 31. The order of the
/// roundings is that of ggml and of the Python package: a product, then a sum.
enum SimpleBlocks {
    typealias Source = UnsafeRawPointer
    typealias Target = UnsafeMutablePointer<Float>

    /// Four bits, less 8, times the scale.
    static func q4_0(_ block: Source, _ out: Target) {
        let scale = block.half(0)
        for place in 0..<16 {
            let byte = block.byte(2 + place)
            out[place] = scale * Float(byte & 15 - 8)
            out[place + 16] = scale * Float(byte >> 4 - 8)
        }
    }

    /// Four bits times the scale, plus the minimum.
    static func q4_1(_ block: Source, _ out: Target) {
        let (scale, minimum) = (block.half(0), block.half(2))
        for place in 0..<16 {
            let byte = block.byte(4 + place)
            out[place] = scale * Float(byte & 15) + minimum
            out[place + 16] = scale * Float(byte >> 4) + minimum
        }
    }

    /// Five bits, less 16, times the scale; the fifth bits of all stand before the others.
    static func q5_0(_ block: Source, _ out: Target) {
        let scale = block.half(0)
        fiveBits(high: block.little(2, UInt32.self), low: block + 6) { place, bits in
            out[place] = scale * Float(bits - 16)
        }
    }

    /// Five bits times the scale, plus the minimum.
    static func q5_1(_ block: Source, _ out: Target) {
        let (scale, minimum) = (block.half(0), block.half(2))
        fiveBits(high: block.little(4, UInt32.self), low: block + 8) { place, bits in
            out[place] = scale * Float(bits) + minimum
        }
    }

    /// Signed bytes times the scale.
    static func q8_0(_ block: Source, _ out: Target) {
        let scale = block.half(0)
        for place in 0..<32 { out[place] = Float(block.signed(2 + place)) * scale }
    }

    @inline(__always)
    private static func fiveBits(high: UInt32, low: Source, _ write: (Int, Int) -> Void) {
        for place in 0..<16 {
            let byte = low.byte(place)
            write(place, byte & 15 | Int(high >> UInt32(place) & 1) << 4)
            write(place + 16, byte >> 4 | Int(high >> UInt32(place + 16) & 1) << 4)
        }
    }
}
