import Foundation

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
