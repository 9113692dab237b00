/// A text that is equal to another one when their code points are, as in Python.
///
/// Swift's own `==`, `Set` and `Dictionary` take texts for equal that are canonically equivalent: `é`
/// as one code point and as `e` with an accent. Tokenizers and the tools that we are compared with
/// see two texts there, so what comes from data is compared and kept under this.
///
/// ```swift
/// "caf\u{E9}" == "cafe\u{301}"                        // true
/// ExactText("caf\u{E9}") == ExactText("cafe\u{301}")  // false
/// ```
public struct ExactText: Sendable, Hashable, Comparable {
    /// The text itself, in whatever normalization form it came.
    public var text: String

    /// A text as it is; nothing is normalized.
    public init(_ text: some StringProtocol) { self.text = String(text) }

    /// Equal code points in the same order.
    public static func == (one: ExactText, two: ExactText) -> Bool { one.text.isExactly(two.text) }

    /// In the order of the code points, which UTF-8 keeps.
    public static func < (one: ExactText, two: ExactText) -> Bool {
        one.text.utf8.lexicographicallyPrecedes(two.text.utf8)
    }

    /// Equal for equal code points only, where `String` hashes canonically equivalent texts alike.
    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        // Keeps neighbours in a longer value apart, as String does.
        hasher.combine(0xFF as UInt8)
    }
}

/// As plain text, also where it is the key of an object.
extension ExactText: Codable, CodingKeyRepresentable {
    /// - Throws: `DecodingError` for what is no text.
    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    /// A plain text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    /// Any key; never nil.
    public init?(codingKey: some CodingKey) { text = codingKey.stringValue }

    /// The text as a key of an object.
    public var codingKey: any CodingKey { AnyKey(text) }
}

extension ExactText: ExpressibleByStringLiteral, CustomStringConvertible {
    /// A text in the source, taken as it is.
    public init(stringLiteral text: String) { self.text = text }

    /// The text itself.
    public var description: String { text }
}

extension StringProtocol {
    /// Whether both have the same code points in the same order.
    public func isExactly(_ other: some StringProtocol) -> Bool {
        let answer = utf8.withContiguousStorageIfAvailable { mine in
            other.utf8.withContiguousStorageIfAvailable { theirs in
                mine.count == theirs.count && mine.elementsEqual(theirs)
            }
        }
        return (answer ?? nil) ?? utf8.elementsEqual(other.utf8)
    }

    /// Whether the code points of `part` stand side by side in this text, also within a character: the
    /// `in` of Python. The empty text is in every other.
    public func containsExactly(_ part: some StringProtocol) -> Bool {
        part.isEmpty || exactRange(of: part) != nil
    }

    /// The text with each `part`, from the left, replaced.
    public func replacingExactly(_ part: some StringProtocol, with other: String) -> String {
        var result = ""
        var rest = Substring(self)
        while let found = rest.exactRange(of: part) {
            result += rest[..<found.lowerBound] + other
            rest = rest[found.upperBound...]
        }
        return result + rest
    }

    /// The first range of the code points of `part`; nil for an empty one.
    public func exactRange(of part: some StringProtocol) -> Range<String.Index>? {
        guard let first = part.utf8.first else { return nil }
        var rest = utf8[...]
        while let start = rest.firstIndex(of: first) {
            let found = rest[start...]
            if found.starts(with: part.utf8) {
                return start..<found.index(start, offsetBy: part.utf8.count)
            }
            rest = found.dropFirst()
        }
        return nil
    }
}
