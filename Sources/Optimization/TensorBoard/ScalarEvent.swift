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
