import Artifacts
import CPCRE2

/// A compiled regular expression over UTF-8 (PCRE2 with JIT).
///
/// Tokenizer files are written for Oniguruma. The two agree on what such patterns use, but for
/// `\s`: PCRE2 counts U+180E as space. It is written out as the White_Space property here.
final class RegexPattern: @unchecked Sendable {
    // Compiled code is read-only after JIT; each match uses match data of its own.
    private let code: OpaquePointer

    /// - Throws: `DataError` naming the pattern and PCRE2's reason.
    init(_ pattern: String, file: String) throws {
        let translated = Array(Self.translated(pattern).utf8)
        var status: Int32 = 0
        var offset = 0
        let options = UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP)
        guard
            let code = pcre2_compile_8(
                translated, translated.count, options, &status, &offset, nil)
        else {
            var buffer = [UInt8](repeating: 0, count: 256)
            pcre2_get_error_message_8(status, &buffer, buffer.count)
            let reason = String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
            throw DataError(
                "\(file): the regular expression \(pattern) does not compile: \(reason).")
        }
        self.code = code
        // Without JIT (another processor) matching is slower but the same.
        pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
    }

    deinit { pcre2_code_free_8(code) }

    /// Calls `body` with the byte range of every match, left to right. `text` is valid UTF-8.
    func forEachMatch(in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
        if let replaced = YoungScalars.replaced(text) {
            replaced.withUnsafeBufferPointer { forEachMatch(inKnown: $0, body) }
        } else {
            forEachMatch(inKnown: text, body)
        }
    }

    /// The same for text that has no scalars which are too young for PCRE2.
    func forEachMatch(
        inKnown text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void
    ) {
        guard let data = pcre2_match_data_create_8(1, nil) else { return }
        defer { pcre2_match_data_free_8(data) }
        guard let ends = pcre2_get_ovector_pointer_8(data), let base = text.baseAddress else {
            return
        }
        var start = 0
        while start < text.count {
            // The text is valid UTF-8: it comes from a String.
            let options = UInt32(PCRE2_NO_UTF_CHECK)
            var found = pcre2_match_8(code, base, text.count, start, options, data, nil)
            if found < PCRE2_ERROR_NOMATCH {
                // The machine code ran out of its own stack; the interpreter uses the heap.
                found = pcre2_match_8(
                    code, base, text.count, start, options | UInt32(PCRE2_NO_JIT), data, nil)
            }
            guard found > 0 else { return }
            let (from, to) = (Int(ends[0]), Int(ends[1]))
            if to > from {
                body(from..<to)
                start = to
            } else {
                // An empty match: go on after the next scalar.
                start = to + 1
                while start < text.count, text[start] & 0xC0 == 0x80 { start += 1 }
            }
        }
    }

    /// Classes spelled out as Oniguruma understands them: `\s` is White_Space, `\w` has marks but
    /// of the numbers only digits, `\h` is a hexadecimal digit.
    static func translated(_ pattern: String) -> String {
        let classes: [Unicode.Scalar: String] = [
            "s": "\\x09-\\x0d\\x{85}\\p{Z}", "w": "\\p{L}\\p{M}\\p{Nd}\\p{Pc}", "h": "0-9A-Fa-f",
        ]
        var result = ""
        var isInClass = false
        var scalars = pattern.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "\\", let escaped = scalars.next() else {
                if scalar == "[" { isInClass = true }
                if scalar == "]" { isInClass = false }
                result.unicodeScalars.append(scalar)
                continue
            }
            let small = escaped.properties.lowercaseMapping.unicodeScalars.first ?? escaped
            if let members = classes[escaped] {
                result += isInClass ? members : "[\(members)]"
            } else if let members = classes[small], !isInClass {
                result += "[^\(members)]"
            } else {
                result += "\\"
                result.unicodeScalars.append(escaped)
            }
        }
        return result
    }
}
