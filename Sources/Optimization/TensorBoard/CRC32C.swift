/// The checksum of TFRecord files: CRC-32C (Castagnoli; RFC 3720, appendix B.4).
///
///     CRC32C.of("123456789")  ->  0xe3069283
package enum CRC32C {
    /// The change of the remainder by each byte; the polynomial 0x1edc6f41 with its bits reversed.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in
            value & 1 == 1 ? value >> 1 ^ 0x82f6_3b78 : value >> 1
        }
    }

    package static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var value = UInt32.max
        for byte in bytes {
            value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8
        }
        return ~value
    }

    /// Turned by 15 bits and shifted, as TFRecord stores it, so that the checksum of bytes that hold
    /// checksums themselves is still worth something.
    package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let value = of(bytes)
        return (value >> 15 | value << 17) &+ 0xa282_ead8
    }
}
