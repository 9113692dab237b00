/// The alphabet of byte-level vocabularies (GPT-2, Radford et al. 2019): every byte is written as a
/// visible character, printable ones as themselves, the others from U+0100 on.
enum ByteAlphabet {
    /// Character of each byte.
    static let scalars: [Unicode.Scalar] = {
        var next: UInt32 = 256
        return (UInt32(0)..<256).map { byte in
            if 33...126 ~= byte || 161...172 ~= byte || 174...255 ~= byte {
                return Unicode.Scalar(byte) ?? " "
            }
            defer { next += 1 }
            return Unicode.Scalar(next) ?? " "
        }
    }()

    /// The byte of each character below U+0144; nil for others, such as a space.
    private static let bytes: [UInt8?] = {
        var bytes = [UInt8?](repeating: nil, count: 0x144)
        for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar.value)] = UInt8(byte) }
        return bytes
    }()

    /// The bytes that a vocabulary entry stands for; nil when it has a character outside the
    /// alphabet.
    static func decode(_ token: String) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(token.utf8.count)
        for scalar in token.unicodeScalars {
            guard let byte = byte(scalar) else { return nil }
            result.append(byte)
        }
        return result
    }

    /// The byte that a character stands for; nil for those outside the alphabet.
    static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
        scalar.value < 0x144 ? bytes[Int(scalar.value)] : nil
    }

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes { text.unicodeScalars.append(scalars[Int(byte)]) }
        return text
    }
}
