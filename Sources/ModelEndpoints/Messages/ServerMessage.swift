import Foundation
import Storage

/// The body of an error: OpenAI's `{"error": {"message", "code"}}`, or what servers send instead.
struct ServerMessage: Decodable {
    /// An error object, or its words alone. Nothing where a server says that there was none: null,
    /// false, "", {}.
    struct Detail: Decodable {
        let message: String?
        let code: Code?
        /// OpenAI's and Anthropic's classes of errors.
        let type: String?

        private enum Key: CodingKey { case message, code, type, status }

        init(from decoder: any Decoder) throws {
            if let words = try? decoder.singleValueContainer().decode(String.self), !words.isEmpty {
                (message, code, type) = (words, nil, nil)
                return
            }
            let fields = try decoder.container(keyedBy: Key.self)
            guard !fields.allKeys.isEmpty else { throw CocoaError(.coderValueNotFound) }
            message = try? fields.decode(String.self, forKey: .message)
            type = try? fields.decode(String.self, forKey: .type)
            code =
                (try? fields.decode(Code.self, forKey: .code))
                ?? (try? fields.decode(Code.self, forKey: .status))
        }

        /// The status of HTTP that means the same.
        var status: Int? {
            code?.number ?? code?.word.flatMap { ServerMessage.statuses[$0.lowercased()] }
                ?? type.flatMap { ServerMessage.statuses[$0.lowercased()] }
        }
    }

    /// A word, or a number that repeats the status.
    struct Code: Decodable {
        let word: String?
        let number: Int?
        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            word = try? value.decode(String.self)
            let number = (try? value.decode(Int.self)) ?? word.flatMap { Int($0) }
            self.number = number.flatMap { 100..<600 ~= $0 ? $0 : nil }
        }
    }

    let text: String?
    /// Set when the body says that it is an error, whatever the status.
    let error: Detail?

    private enum Key: CodingKey { case error, message, detail, object }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        // vLLM up to 0.8 has the fields of the object at the top.
        let isError = (try? fields.decode(String.self, forKey: .object)) == "error"
        error =
            try (try? fields.decode(Detail.self, forKey: .error))
            ?? (isError ? Detail(from: decoder) : nil)
        text =
            error?.message ?? (try? fields.decode(String.self, forKey: .message))
            ?? (try? fields.decode(String.self, forKey: .detail))
    }

    /// Codes and classes in words.
    private static let statuses = [
        "invalid_request_error": 400, "bad_request": 400, "badrequesterror": 400,
        "context_length_exceeded": 400, "content_filter": 400, "invalid_argument": 400,
        "invalid_api_key": 401, "authentication_error": 401, "unauthorized": 401,
        "insufficient_quota": 402, "billing_hard_limit_reached": 402, "permission_error": 403,
        "permission_denied": 403, "model_not_found": 404, "not_found_error": 404,
        "notfounderror": 404, "request_too_large": 413, "rate_limit_exceeded": 429,
        "rate_limit_error": 429, "overloaded_error": 529, "server_error": 500, "api_error": 500,
    ]

    /// The message in the body of an error, for people; see ``line(_:key:)``.
    static func words(_ body: Data, key: APIKey?) -> String {
        let known = try? JSONDecoder().decode(ServerMessage.self, from: body)
        return line(known?.text ?? String(decoding: body, as: UTF8.self), key: key)
    }

    /// A server's text as it is printed and kept: one line, cut when it is long, without the
    /// key and with control characters spelt out, since a terminal would obey them.
    static func line(_ text: String, key: APIKey?) -> String {
        // Half a key is a secret too: one that begins before the end of what is looked at is whole with
        // the bytes that follow, and then as many are left out as half a key may have.
        let spare = key?.longestSpelling ?? 0
        let start = text.utf8.prefix(longestRead + spare)
        let isWhole = start.count == text.utf8.count
        let read = String(decoding: start, as: UTF8.self)
        let shown = key?.redacted(read) ?? read
        let folded = shown.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        // Again, for a key with blanks in it that the server broke into lines.
        let all = key?.redacted(folded) ?? folded
        let words = isWhole ? all : String(all.dropLast(spare))
        return VisibleText.line(words.count > longest ? words.prefix(longest) + "…" : words)
    }

    /// Characters of a message that are repeated, and bytes that are looked at.
    private static let longest = 300
    private static let longestRead = 1 << 16
}
