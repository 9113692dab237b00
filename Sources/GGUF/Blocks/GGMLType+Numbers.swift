extension GGMLType {
    /// The numbers in the bytes of a tensor of this type; nil for a type that is not read.
    ///
    /// - Parameter bytes: whole blocks.
    func numbers(_ bytes: UnsafeRawBufferPointer) -> [Float]? {
        guard let decode = decoder else { return nil }
        let (count, size) = (blockCount, blockSize)
        let blocks = bytes.count / size
        return [Float](unsafeUninitializedCapacity: blocks * count) { target, initialized in
            initialized = blocks * count
            // An empty tensor may have no memory at all.
            guard blocks > 0, let source = bytes.baseAddress, let out = target.baseAddress else {
                return
            }
            for block in 0..<blocks { decode(source + block * size, out + block * count) }
        }
    }

    /// What writes the numbers of one block; nil for types that are not read.
    var decoder: ((UnsafeRawPointer, UnsafeMutablePointer<Float>) -> Void)? {
        switch self {
        case .f32: { $1[0] = Float(bitPattern: $0.little(0, UInt32.self)) }
        case .f16: { $1[0] = $0.half(0) }
        case .bf16: { $1[0] = Float(bitPattern: UInt32($0.little(0, UInt16.self)) << 16) }
        case .q4_0: SimpleBlocks.q4_0
        case .q4_1: SimpleBlocks.q4_1
        case .q5_0: SimpleBlocks.q5_0
        case .q5_1: SimpleBlocks.q5_1
        case .q8_0: SimpleBlocks.q8_0
        case .q2_K: SuperBlocks.q2_K
        case .q3_K: SuperBlocks.q3_K
        case .q4_K: SuperBlocks.q4_K
        case .q5_K: SuperBlocks.q5_K
        case .q6_K: SuperBlocks.q6_K
        default: nil
        }
    }
}

extension UnsafeRawPointer {
    /// A little-endian number at a place that need not be aligned.
    @inline(__always)
    func little<Number: FixedWidthInteger>(_ offset: Int, _ type: Number.Type) -> Number {
        Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    /// A byte as a whole number.
    @inline(__always)
    func byte(_ offset: Int) -> Int { Int(load(fromByteOffset: offset, as: UInt8.self)) }

    /// A signed byte as a whole number.
    @inline(__always)
    func signed(_ offset: Int) -> Int { Int(load(fromByteOffset: offset, as: Int8.self)) }

    /// A float16 in float32, which holds every one of them. By hand, for the conversion of a CPU makes
    /// signalling NaNs quiet, and the Python package keeps their bits.
    @inline(__always)
    func half(_ offset: Int) -> Float {
        let bits = UInt32(little(offset, UInt16.self))
        let (sign, exponent, fraction) = ((bits & 0x8000) << 16, bits >> 10 & 0x1F, bits & 0x3FF)
        switch exponent {
        case 0:
            // Below the normal ones: steps of 2^-24.
            let size = Float(fraction) * 0x1p-24
            return Float(bitPattern: size.bitPattern | sign)
        case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
