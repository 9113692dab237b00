/// Blocks of 256 numbers in groups of 16 or 32, whose scales are whole numbers that share a scale: the
/// types `_K`.
///
/// A product of two scales is made before it meets a number, as ggml and the Python package do it.
enum SuperBlocks {
    typealias Source = UnsafeRawPointer
    typealias Target = UnsafeMutablePointer<Float>

    /// Two bits; 16 groups with four bits of scale and four of minimum.
    static func q2_K(_ block: Source, _ out: Target) {
        let (scale, minimum) = (block.half(80), block.half(82))
        for place in 0..<256 {
            let group = block.byte(place / 16)
            let (step, base) = (scale * Float(group & 15), minimum * Float(group >> 4))
            out[place] = step * Float(twoBits(block + 16, place)) - base
        }
    }

    /// Three bits, of which the high one stands apart and takes 4 away where it is not set; 16 groups
    /// with six bits of scale, less 32.
    static func q3_K(_ block: Source, _ out: Target) {
        let (high, low, scales) = (block, block + 32, block + 96)
        let scale = block.half(108)
        for place in 0..<256 {
            let group = place / 16
            let four = scales.byte(group % 8) >> (group / 8 * 4) & 15
            let two = scales.byte(8 + group % 4) >> (group / 4 * 2) & 3
            let step = scale * Float((four | two << 4) - 32)
            let isSet = high.byte(place % 32) >> (place / 32) & 1 == 1
            out[place] = step * Float(twoBits(low, place) - (isSet ? 0 : 4))
        }
    }

    /// Four bits; eight groups with six bits of scale and six of minimum.
    static func q4_K(_ block: Source, _ out: Target) {
        let (scale, minimum) = (block.half(0), block.half(2))
        for group in 0..<8 {
            let (steps, bases) = scaleAndMinimum(block + 4, group)
            let (step, base) = (scale * Float(steps), minimum * Float(bases))
            for place in group * 32..<group * 32 + 32 {
                out[place] = step * Float(fourBits(block + 16, place)) - base
            }
        }
    }

    /// As `q4_K`, with the fifth bits in 32 bytes before the others.
    static func q5_K(_ block: Source, _ out: Target) {
        let (scale, minimum) = (block.half(0), block.half(2))
        for group in 0..<8 {
            let (steps, bases) = scaleAndMinimum(block + 4, group)
            let (step, base) = (scale * Float(steps), minimum * Float(bases))
            for place in group * 32..<group * 32 + 32 {
                let fifth = block.byte(16 + place % 32) >> group & 1
                out[place] = step * Float(fourBits(block + 48, place) | fifth << 4) - base
            }
        }
    }

    /// Six bits, less 32, four of them in one place and two in another; 16 groups with a signed byte of
    /// scale.
    static func q6_K(_ block: Source, _ out: Target) {
        let (low, high, scales) = (block, block + 128, block + 192)
        let scale = block.half(208)
        for place in 0..<256 {
            let four = low.byte(place / 128 * 64 + place % 64) >> (place % 128 / 64 * 4) & 15
            let step = scale * Float(scales.signed(place / 16))
            out[place] = step * Float((four | twoBits(high, place) << 4) - 32)
        }
    }

    /// Each 32 bytes have 128 numbers: the lowest two bits of all, then the next.
    @inline(__always)
    private static func twoBits(_ bytes: Source, _ place: Int) -> Int {
        bytes.byte(place / 128 * 32 + place % 32) >> (place % 128 / 32 * 2) & 3
    }

    /// Each 32 bytes have 64 numbers: the low halves of all, then the high ones.
    @inline(__always)
    private static func fourBits(_ bytes: Source, _ place: Int) -> Int {
        bytes.byte(place / 64 * 32 + place % 32) >> (place % 64 / 32 * 4) & 15
    }

    /// Six bits of each in 12 bytes: those of the first four groups are whole, those of the others are
    /// four bits in the last bytes and two on top of the first.
    private static func scaleAndMinimum(_ bytes: Source, _ group: Int) -> (Int, Int) {
        guard group >= 4 else { return (bytes.byte(group) & 63, bytes.byte(group + 4) & 63) }
        let both = bytes.byte(group + 4)
        return (
            both & 15 | (bytes.byte(group - 4) >> 6) << 4,
            both >> 4 | (bytes.byte(group) >> 6) << 4
        )
    }
}
