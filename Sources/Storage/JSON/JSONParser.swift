package import Foundation

/// Reads JSON (RFC 8259, plus Python's `NaN` and `Infinity`) from UTF-8 bytes.
///
/// A tokenizer.json holds some hundred thousand short strings; reading them straight from the bytes
/// costs a fraction of Foundation's way through `NSDictionary`.
package struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let name: String
    private var at = 0
    private var depth = 0
    /// Texts begun so far, keys included.
    private var texts = 0
    /// The first text in which half a surrogate pair was replaced, counted from 1.
    private var replaced: Int?

    /// Reads one document.
    /// - Throws: `DataError` with `name` and the line of the problem.
    package static func parse(_ data: Data, name: String) throws -> JSONValue {
        let copy = [UInt8](data)
        return try copy.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(bytes: buffer, name: name)
            if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { parser.at = 3 }
            let value = try parser.value()
            parser.skipSpace()
            guard parser.at == buffer.count else { throw parser.problem("text after the end") }
            return value
        }
    }

    /// Reads a row.
    /// - Returns: what it is, and the first of its texts in which half a surrogate pair was replaced by
    ///   U+FFFD: its number from 1 among all, keys included, in the order of the row.
    /// - Throws: `DataError` that names no place: whoever reads the rows knows the line.
    package static func parse(row data: some Collection<UInt8>) throws -> (
        value: JSONValue, replaced: Int?
    ) {
        try [UInt8](data).withUnsafeBufferPointer { buffer in
            var parser = JSONParser(bytes: buffer, name: "")
            let value = try parser.value()
            parser.skipSpace()
            guard parser.at == buffer.count else { throw parser.problem("text after the end") }
            return (value, parser.replaced)
        }
    }

    package static func parse(row text: String) throws -> (value: JSONValue, replaced: Int?) {
        try parse(row: text.utf8)
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, name: String) {
        self.bytes = bytes
        self.name = name
    }

    private func problem(_ what: String) -> DataError {
        if name.isEmpty { return DataError("not valid JSON (\(what)).") }
        let line = bytes.prefix(min(at, bytes.count)).reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
        return DataError("\(name) is not valid JSON: line \(line): \(what).")
    }

    private mutating func skipSpace() {
        while at < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[at]) { at += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func value() throws -> JSONValue {
        skipSpace()
        guard at < bytes.count else { throw problem("the text ends too early") }
        switch bytes[at] {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try nested { parser in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser in try parser.array() }
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "N"): return try word("NaN", .double(.nan))
        case UInt8(ascii: "I"): return try word("Infinity", .double(.infinity))
        default: return try number()
        }
    }

    /// Deep nesting would use up the stack, so it is an error instead.
    private mutating func nested(
        _ body: (inout JSONParser) throws -> JSONValue
    ) throws -> JSONValue {
        guard depth < 200 else { throw problem("more than 200 levels of nesting") }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func word(_ text: String, _ value: JSONValue) throws -> JSONValue {
        guard bytes[at...].starts(with: text.utf8) else { throw problem("an unknown word") }
        at += text.utf8.count
        return value
    }

    private mutating func object() throws -> JSONValue {
        at += 1
        var members: [JSONMember] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
                throw problem("a key in quotes should stand here")
            }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw problem("a colon should stand here") }
            members.append(JSONMember(key: key, value: try value()))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw problem("a comma or } should stand here") }
        return .object(members)
    }

    private mutating func array() throws -> JSONValue {
        at += 1
        var items: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(items) }
        repeat {
            items.append(try value())
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw problem("a comma or ] should stand here") }
        return .array(items)
    }

    private mutating func number() throws -> JSONValue {
        let start = at
        while at < bytes.count, "+-.eEInfity0123456789".utf8.contains(bytes[at]) { at += 1 }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if text == "-Infinity" { return .double(-.infinity) }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard let first = digits.utf8.first, (0x30...0x39).contains(first),
            digits.utf8.count == 1 || first != 0x30 || !(digits.dropFirst().first!.isNumber)
        else { throw problem("an unexpected character") }
        if let whole = Int(text) { return .int(whole) }
        // `Double` reads more than JSON allows: `1.`, `0x1p3`.
        guard Self.isReal(digits.utf8), let real = Double(text) else {
            throw problem("'\(text)' is not a number")
        }
        return .double(real)
    }

    /// Digits, a fraction and an exponent, each with a digit at least.
    private static func isReal(_ text: Substring.UTF8View) -> Bool {
        var rest = text[...]
        func takeDigits() -> Bool {
            let start = rest.startIndex
            rest = rest.drop { (0x30...0x39).contains($0) }
            return rest.startIndex > start
        }
        guard takeDigits() else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard takeDigits() else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
                rest.removeFirst()
            }
            guard takeDigits() else { return false }
        }
        return rest.isEmpty
    }

    private mutating func string() throws -> String {
        texts += 1
        at += 1
        let start = at
        // Most strings have no escapes and are copied as they are.
        while at < bytes.count, bytes[at] != 0x22, bytes[at] != 0x5C, bytes[at] >= 0x20 { at += 1 }
        if take(0x22) { return try checked(bytes[start..<(at - 1)]) }
        var plain = Array(bytes[start..<at])
        while true {
            guard at < bytes.count else { throw problem("a string without end") }
            let byte = bytes[at]
            at += 1
            switch byte {
            case 0x22: return try checked(plain[...])
            case 0x5C: try escape(into: &plain)
            case 0..<0x20: throw problem("a control character inside a string")
            default: plain.append(byte)
            }
        }
    }

    private func checked(_ utf8: some Collection<UInt8>) throws -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else {
            throw problem("text that is not UTF-8")
        }
        return text
    }

    private mutating func escape(into plain: inout [UInt8]) throws {
        guard at < bytes.count else { throw problem("a string without end") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "n"): plain.append(0x0A)
        case UInt8(ascii: "t"): plain.append(0x09)
        case UInt8(ascii: "r"): plain.append(0x0D)
        case UInt8(ascii: "b"): plain.append(0x08)
        case UInt8(ascii: "f"): plain.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(byte)
        case UInt8(ascii: "u"):
            var code = try hex()
            if (0xD800..<0xDC00).contains(code), at + 1 < bytes.count, bytes[at] == 0x5C,
                bytes[at + 1] == UInt8(ascii: "u")
            {
                let mark = at
                at += 2
                let low = try hex()
                if (0xDC00..<0xE000).contains(low) {
                    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                } else {
                    at = mark
                }
            }
            // A lone surrogate has no UTF-8; like every decoder that has to go on, we replace it.
            if Unicode.Scalar(code) == nil { replaced = replaced ?? texts }
            plain.append(contentsOf: String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
        default: throw problem("an unknown escape in a string")
        }
    }

    private mutating func hex() throws -> UInt32 {
        // The initializer would take a sign.
        guard at + 4 <= bytes.count, bytes[at] != UInt8(ascii: "+"), bytes[at] != UInt8(ascii: "-"),
            let code = UInt32(String(decoding: bytes[at..<(at + 4)], as: UTF8.self), radix: 16)
        else { throw problem("\\u without four hexadecimal digits") }
        at += 4
        return code
    }
}
