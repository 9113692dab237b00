import Foundation

/// JSON as servers write it that are not strict: Python's `NaN` and `Infinity`, halves of
/// characters where the token limit fell into one, line breaks inside of a text.
///
/// Most answers come out as they went in. A strict reader would notice broken text only where it is
/// used, so it cannot say which answers need this.
struct RepairedJSON {
    /// Bytes that a strict reader takes, if the rest is JSON.
    private(set) var data = Data()
    /// Whether U+FFFD stands in place of something.
    private(set) var hasReplacements: Bool

    private let bytes: [UInt8]
    private var place = 0

    init(_ body: Data) {
        hasReplacements = String(validating: body, as: UTF8.self) == nil
        bytes = hasReplacements ? Array(String(decoding: body, as: UTF8.self).utf8) : Array(body)
        data.reserveCapacity(bytes.count)
        var isText = false
        while place < bytes.count {
            let byte = bytes[place]
            if isText, byte == Self.backslash {
                escape()
            } else if isText, byte < 0x20 {
                keep(String(format: "\\u%04x", byte).utf8, 1)
            } else if !isText, let number = noNumber(byte) {
                keep("null".utf8, number)
            } else {
                if byte == Self.quote { isText.toggle() }
                data.append(byte)
                place += 1
            }
        }
    }

    /// The length of what stands here in place of a number.
    private func noNumber(_ first: UInt8) -> Int? {
        guard [UInt8(ascii: "-"), UInt8(ascii: "I"), UInt8(ascii: "N")].contains(first) else {
            return nil
        }
        return Self.noNumbers.first { bytes[place...].starts(with: $0) }?.count
    }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let noNumbers = ["-Infinity", "Infinity", "-NaN", "NaN"].map { Array($0.utf8) }

    private mutating func keep(_ text: some Sequence<UInt8>, _ count: Int) {
        data.append(contentsOf: text)
        place += count
    }

    /// One escape; a surrogate without its other half becomes U+FFFD.
    private mutating func escape() {
        guard let unit = unit(at: place) else {
            return keep(bytes[place..<min(place + 2, bytes.count)], 2)
        }
        switch unit {
        case 0xd800...0xdbff:
            if let next = self.unit(at: place + 6), 0xdc00...0xdfff ~= next {
                return keep(bytes[place..<place + 12], 12)
            }
            fallthrough
        case 0xdc00...0xdfff:
            hasReplacements = true
            keep("\\ufffd".utf8, 6)
        default: keep(bytes[place..<place + 6], 6)
        }
    }

    /// The number of `\uXXXX`.
    private func unit(at start: Int) -> Int? {
        guard start + 6 <= bytes.count, bytes[start] == Self.backslash,
            bytes[start + 1] == UInt8(ascii: "u")
        else { return nil }
        return Int(String(decoding: bytes[start + 2..<start + 6], as: UTF8.self), radix: 16)
    }
}

/// A count of repaired answers, safe from any thread.
public final class RepairCount: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    func add() { lock.withLock { count += 1 } }
    /// Answers so far.
    public var value: Int { lock.withLock { count } }
}
