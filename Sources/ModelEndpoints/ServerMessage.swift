import Foundation

/// The body of an error: OpenAI's `{"error": {"message", "code"}}`, or what servers send instead.
struct ServerMessage: Decodable {
    private struct Detail: Decodable {
        let message: String?
        let code: Code?
    }

    /// A word, or a number that repeats the status.
    struct Code: Decodable {
        let word: String?
        init(from decoder: any Decoder) throws {
            word = try? decoder.singleValueContainer().decode(String.self)
        }
    }

    let text: String?
    let code: String?

    private enum Key: CodingKey { case error, message, detail }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        let detail = try? fields.decode(Detail.self, forKey: .error)
        code = detail?.code?.word
        text =
            detail?.message ?? (try? fields.decode(String.self, forKey: .error))
            ?? (try? fields.decode(String.self, forKey: .message))
            ?? (try? fields.decode(String.self, forKey: .detail))
    }

    /// The server's own words for a person: one line, cut when it is long.
    static func words(_ body: Data) -> String {
        let known = (try? JSONDecoder().decode(ServerMessage.self, from: body))?.text
        let text = known ?? String(decoding: body.prefix(2000), as: UTF8.self)
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 300 ? line.prefix(300) + "…" : line
    }
}
