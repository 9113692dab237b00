import Foundation

/// An event of TensorBoard: named numbers at a step, or the version that opens a file.
///
/// The part of TensorFlow's `event.proto` that scalars need:
///
///     Event    1 wall_time double   2 step int64   3 file_version string   5 summary Summary
///     Summary  1 value Value, repeated
///     Value    1 tag string   2 simple_value float
struct ScalarEvent {
    /// Seconds since 1970.
    var wallTime: Double
    var step: Int
    /// In this order; TensorBoard stores numbers as float32.
    var scalars: [(tag: String, value: Double)]

    init(wallTime: Double, step: Int, scalars: [(tag: String, value: Double)]) {
        self.wallTime = wallTime
        self.step = step
        self.scalars = scalars
    }

    /// As protocol buffers write it: fields in order of their numbers, and no field with value 0.
    var encoded: Data {
        var message = Self.time(wallTime)
        if step != 0 { message += Self.key(2, .varint) + Self.varint(UInt64(step)) }
        let summary = scalars.reduce(into: Data()) { summary, scalar in
            let value =
                Self.field(1, Data(scalar.tag.utf8)) + Self.key(2, .fixed32)
                + TFRecord.bytes(Float(scalar.value).bitPattern)
            summary += Self.field(1, value)
        }
        return message + Self.field(5, summary)
    }

    /// The first event of every file.
    static func version(wallTime: Double) -> Data {
        time(wallTime) + field(3, Data("brain.Event:2".utf8))
    }

    private static func time(_ seconds: Double) -> Data {
        key(1, .fixed64) + TFRecord.bytes(seconds.bitPattern)
    }

    /// The layout of the value after a key.
    private enum Wire: UInt64 {
        case varint = 0
        case fixed64 = 1
        case bytes = 2
        case fixed32 = 5
    }

    private static func key(_ number: UInt64, _ wire: Wire) -> Data {
        varint(number << 3 | wire.rawValue)
    }

    private static func field(_ number: UInt64, _ bytes: Data) -> Data {
        key(number, .bytes) + varint(UInt64(bytes.count)) + bytes
    }

    /// Seven bits a byte, the lowest first; the high bit says that more follow.
    private static func varint(_ value: UInt64) -> Data {
        var (rest, bytes) = (value, Data())
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
        return bytes
    }
}

/// The framing of TensorFlow's record files:
///
///     length, 8 bytes │ its masked CRC-32C, 4 │ data │ masked CRC-32C of the data, 4
///
/// All numbers are little-endian.
enum TFRecord {
    static func framed(_ data: Data) -> Data {
        let length = bytes(UInt64(data.count))
        return length + bytes(CRC32C.masked(length)) + data + bytes(CRC32C.masked(data))
    }

    /// Bytes of the first `count` records of a file; nil when it does not hold that many whole ones.
    static func size(of count: Int, in file: Data) -> Int? {
        var place = file.startIndex
        for _ in 0..<count {
            guard file.endIndex - place >= 12 else { return nil }
            let head = file[place..<place + 8]
            let length = head.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard bytes(CRC32C.masked(head)) == file[place + 8..<place + 12],
                length <= UInt64(file.endIndex - place - 12),
                file.endIndex - place - 12 - Int(length) >= 4
            else { return nil }
            place += 16 + Int(length)
        }
        return place - file.startIndex
    }

    static func bytes(_ value: some FixedWidthInteger) -> Data {
        withUnsafeBytes(of: value.littleEndian) { Data($0) }
    }
}

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
