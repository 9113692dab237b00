public import Foundation

/// The text of a JSON object, member by member as it is written.
///
/// Decoders keep one of two members with the same key and forget how a number was spelled (`4.0`
/// and `4`). Here both members are seen, and one value can be replaced without touching another byte.
public struct JSONObjectText: Sendable {
    /// A key and the place of its value.
    public struct Member: Sendable {
        /// The key with its escapes resolved.
        public let key: String
        /// The value's bytes in the text.
        public let value: Range<Int>
    }

    /// The whole text, as it was given or as ``set(_:to:)`` left it.
    public private(set) var bytes: [UInt8]
    /// In the order of the text.
    public private(set) var members: [Member]

    /// Nil for text that is no object. Values are not checked: a decoder does that.
    public init?(_ bytes: some Collection<UInt8>) {
        self.bytes = Array(bytes)
        guard let members = self.bytes.withUnsafeBufferPointer({ Scan($0).members() }) else {
            return nil
        }
        self.members = members
    }

    /// The whole text, to be written or decoded.
    public var data: Data { Data(bytes) }

    /// A key that stands there twice, compared byte by byte as JSON does.
    public var repeatedKey: String? {
        var seen: Set<[UInt8]> = []
        return members.first { !seen.insert(Array($0.key.utf8)).inserted }?.key
    }

    /// The bytes of a value; of the last one where a key stands twice.
    public func value(_ key: String) -> ArraySlice<UInt8>? {
        members.last { $0.key.isExactly(key) }.map { bytes[$0.value] }
    }

    /// Puts `json` in place of the value of `key`, or appends the member as its neighbours are indented.
    public mutating func set(_ key: String, to json: String) {
        if let old = members.last(where: { $0.key.isExactly(key) })?.value {
            bytes.replaceSubrange(old, with: json.utf8)
        } else if let last = members.last {
            let member = ",\(space(before: last))\"\(key)\": \(json)"
            bytes.insert(contentsOf: member.utf8, at: last.value.upperBound)
        } else if let open = bytes.firstIndex(of: UInt8(ascii: "{")) {
            bytes.insert(contentsOf: "\"\(key)\": \(json)".utf8, at: open + 1)
        }
        if let changed = JSONObjectText(bytes) { members = changed.members }
    }

    /// The white space between a member and what stands before it.
    private func space(before member: Member) -> String {
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        var end = member.value.lowerBound
        // Back over the colon and the key to its first quote: `{` or `,` and space come before.
        let key = Array("\"\(member.key)\"".utf8)
        while end > key.count, !bytes[..<end].suffix(key.count).elementsEqual(key) { end -= 1 }
        let start = max(end - key.count, 0)
        return String(
            decoding: bytes[..<start].reversed().prefix(while: isSpace).reversed(), as: UTF8.self)
    }
}

/// One pass over the bytes of an object.
private struct Scan {
    let bytes: UnsafeBufferPointer<UInt8>
    var at = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    func members() -> [JSONObjectText.Member]? {
        var scan = self
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { scan.at = 3 }
        guard scan.take("{") else { return nil }
        var members: [JSONObjectText.Member] = []
        if scan.take("}") { return scan.isAtEnd ? members : nil }
        repeat {
            guard let key = scan.key(), scan.take(":"), let value = scan.value() else { return nil }
            members.append(JSONObjectText.Member(key: key, value: value))
        } while scan.take(",")
        return scan.take("}") && scan.isAtEnd ? members : nil
    }

    private var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return at == bytes.count
        }
    }

    private mutating func skipSpace() {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    /// The range of a string, its quotes included.
    private mutating func string() -> Range<Int>? {
        let start = at
        guard take("\"") else { return nil }
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard at < bytes.count else { return nil }
        at += 1
        return start..<at
    }

    private mutating func key() -> String? {
        skipSpace()
        guard let range = string() else { return nil }
        let text = bytes[range]
        guard text.contains(UInt8(ascii: "\\")) else {
            return String(decoding: text.dropFirst().dropLast(), as: UTF8.self)
        }
        return try? JSONDecoder().decode(String.self, from: Data(text))
    }

    /// The range of a value: up to the comma or bracket that ends it.
    private mutating func value() -> Range<Int>? {
        skipSpace()
        let start = at
        var depth = 0
        var end = at
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                guard string() != nil else { return nil }
                end = at
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return start < end ? start..<end : nil }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0:
                return start < end ? start..<end : nil
            case 0x20, 0x09, 0x0A, 0x0D:
                at += 1
                continue
            default: break
            }
            at += 1
            end = at
        }
        return nil
    }
}
