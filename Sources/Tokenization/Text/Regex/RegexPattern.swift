import COniguruma
import Storage
import Synchronization

/// A compiled regular expression over UTF-8.
///
/// Tokenizer files are written for Oniguruma, so Oniguruma runs them, with the syntax and the limit
/// of steps that the `tokenizers` library has.
final class RegexPattern: MatchFinder, @unchecked Sendable {
    // Compiled code is read only; each search has a region of its own.
    private let code: OnigRegex
    private let source: String
    /// The source of the expression, for errors.
    private let file: String

    /// Compiling shares tables, searching does not.
    private static let compiling = Mutex(())

    /// Set up once: the library's encodings, and limits that keep hostile expressions bounded. Steps
    /// within one match stay at the library's 10,000,000.
    static let isReady: Bool = {
        guard retmask_onig_initialize() == ONIG_NORMAL else { return false }
        onig_set_parse_depth_limit(1000)
        onig_set_match_stack_limit_size(1 << 25)
        onig_set_retry_limit_in_search(200_000_000)
        return true
    }()

    /// - Throws: `DataError` naming the expression and Oniguruma's reason.
    init(_ pattern: String, file: String) throws {
        var code: OnigRegex?
        var info = OnigErrorInfo()
        let bytes = Array(OnigurumaSpelling.translated(pattern).utf8)
        let reason = Self.compiling.withLock { _ -> String? in
            guard Self.isReady else { return "Oniguruma could not be set up" }
            return bytes.withUnsafeBufferPointer { buffer in
                // An empty array may have no address, which Oniguruma asks for.
                let start = buffer.baseAddress ?? UnsafePointer(bitPattern: 1)
                let status = retmask_onig_compile(
                    &code, start, start.map { $0 + buffer.count }, &info)
                return status == ONIG_NORMAL ? nil : Self.message(status, &info)
            }
        }
        guard let code, reason == nil else {
            throw DataError(
                "\(file): the regular expression \(Self.shown(pattern)) does not compile: \(reason ?? "")."
            )
        }
        self.code = code
        source = pattern
        self.file = file
    }

    deinit { onig_free(code) }

    /// Calls `body` with the byte range of every match, left to right. `text` is valid UTF-8.
    ///
    /// Empty matches count, unless they stand where the match before them ended.
    /// - Throws: `DataError` when a match takes more steps than the library allows.
    func forEachMatch(
        in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) throws -> Void
    ) throws {
        if let replaced = NewerUnicodeScalars.replaced(text) {
            try replaced.withUnsafeBufferPointer { try search($0, body) }
        } else {
            try search(text, body)
        }
    }

    private func search(
        _ text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) throws -> Void
    ) throws {
        guard let base = text.baseAddress, let region = onig_region_new() else { return }
        defer { onig_region_free(region, 1) }
        let end = base + text.count
        var start = 0
        var last = -1
        while start <= text.count {
            let found = onig_search(code, base, end, base + start, end, region, ONIG_OPTION_NONE)
            if found == ONIG_MISMATCH { return }
            guard found >= 0 else { throw problem(Self.message(found, nil), text, start) }
            let (from, to) = (Int(region.pointee.beg[0]), Int(region.pointee.end[0]))
            guard from <= to, from >= last else {
                throw problem("its matches overlap", text, start)
            }
            if from < to || to != last {
                try body(from..<to)
                last = to
                start = to
            } else {
                start += 1
                while start < text.count, text[start] & 0xC0 == 0x80 { start += 1 }
            }
        }
    }

    private func problem(
        _ reason: String, _ text: UnsafeBufferPointer<UInt8>, _ place: Int
    ) -> DataError {
        let scalar = text[..<place].lazy.filter { $0 & 0xC0 != 0x80 }.count
        return DataError(
            "\(file): the regular expression \(Self.shown(source)) fails on a text of \(text.count) "
                + "bytes, at character \(scalar): \(reason).")
    }

    /// The start of an expression that is too long for a sentence.
    private static func shown(_ pattern: String) -> String {
        pattern.unicodeScalars.count > 300
            ? String(String.UnicodeScalarView(pattern.unicodeScalars.prefix(300))) + "…" : pattern
    }

    private static func message(
        _ status: Int32, _ info: UnsafeMutablePointer<OnigErrorInfo>?
    ) -> String {
        if status == ONIGERR_RETRY_LIMIT_IN_SEARCH_OVER {
            return "the search for it takes more than \(onig_get_retry_limit_in_search()) steps, "
                + "the most that are taken here"
        }
        if status == ONIGERR_RETRY_LIMIT_IN_MATCH_OVER {
            return "it takes more than \(onig_get_retry_limit_in_match()) steps, where the "
                + "tokenizers library gives up, too"
        }
        var buffer = [UInt8](repeating: 0, count: Int(ONIG_MAX_ERROR_MESSAGE_LEN))
        let count = retmask_onig_message(&buffer, status, info)
        return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
    }

    /// An expression that finds `text` itself.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if "\\.+*?()|[]{}^$#&-~".unicodeScalars.contains(scalar) { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
