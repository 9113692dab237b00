import Foundation
import Storage

/// The items of a file that is one JSON list, one after the other: ALCE's files are larger than what is read as a
/// whole.
struct JSONArrayFile {
    private let mapped: MappedFile
    private let name: String

    init(_ file: URL) throws {
        (mapped, name) = (try MappedFile(file), file.path)
    }

    private var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: mapped.base, count: mapped.count)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0d].contains(byte) }

    /// Where the list begins, behind its bracket; nil for a document of another kind.
    private var start: Int? {
        let first = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        guard let place = bytes[first...].firstIndex(where: { !Self.isSpace($0) }),
            bytes[place] == UInt8(ascii: "[")
        else { return nil }
        return place + 1
    }

    /// Whether it is a list.
    var isList: Bool { start != nil }

    /// Calls `body` with each item and its number from 0.
    /// - Throws: `DataError` for what is no JSON, with the number of the item.
    func forEach(_ body: (Int, JSONValue) throws -> Void) throws {
        guard var place = start else { return }
        var number = 0
        while let item = nextItem(&place) {
            let value: JSONValue
            do { value = try JSONParser.parse(row: bytes[item]).value } catch {
                throw DataError("\(name): item \(number + 1): \(error)")
            }
            try body(number, value)
            number += 1
        }
        guard place < bytes.count, bytes[place] == UInt8(ascii: "]") else {
            throw DataError("\(name): the list has no end.")
        }
    }

    /// The bytes up to the next comma of the list, or its end; nil at the end.
    private func nextItem(_ place: inout Int) -> Range<Int>? {
        let first = place
        var (depth, isText) = (0, false)
        while place < bytes.count {
            let byte = bytes[place]
            if isText {
                if byte == UInt8(ascii: "\\") { place += 1 }
                if byte == UInt8(ascii: "\"") { isText = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isText = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "}"): depth -= 1
                case UInt8(ascii: "]"):
                    if depth == 0 {
                        let isEmpty = bytes[first..<place].allSatisfy(Self.isSpace)
                        return isEmpty ? nil : first..<place
                    }
                    depth -= 1
                case UInt8(ascii: ",") where depth == 0:
                    defer { place += 1 }
                    return first..<place
                default: break
                }
            }
            place += 1
        }
        place = bytes.count
        return nil
    }
}
