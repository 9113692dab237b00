import Foundation
import Storage

/// The secret that a server is asked with. It goes into one header and nowhere else: what a server
/// says is printed and kept, and some servers repeat what they were sent.
public struct APIKey: Sendable, Equatable {
    let text: String

    /// A key without the white space around it, as lines of `.env` files end with CR or LF.
    ///
    /// - Parameter source: where the text came from, for the sentence, such as `$OPENAI_API_KEY`.
    /// - Returns: nil when there is nothing but white space.
    /// - Throws: `UsageError` for what no header can carry; the key itself is not repeated.
    public init?(_ text: String, source: String) throws {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else { return nil }
        if let place = trimmed.unicodeScalars.enumerated().first(where: {
            !(0x20...0x7e ~= $0.element.value)
        }) {
            throw UsageError(
                "the key in \(source) has the character \(Self.name(place.element)) at place \(place.offset + 1), which no header carries; give a key of ASCII letters, digits and signs."
            )
        }
        self.text = trimmed
    }

    private static func name(_ scalar: Unicode.Scalar) -> String {
        "U+" + String(format: "%04X", scalar.value)
    }

    /// Stands where the key was.
    static let mark = "[key]"

    /// Words of a server without the key, however it is spelt there.
    ///
    /// A key shorter than four letters is no secret, and taking out every "x" would leave no words.
    func redacted(_ words: String) -> String {
        guard text.utf8.count >= 4 else { return words }
        return spellings.reduce(words) { words, spelling in
            words.replacingOccurrences(of: spelling, with: Self.mark, options: .caseInsensitive)
        }
    }

    /// An answer without the key. Placeholders that servers without keys are given (`EMPTY`,
    /// `not-needed`) may be words of an answer, so only what is long enough to be a secret goes.
    func redactedAnswer(_ answer: String) -> String {
        guard text.utf8.count >= 16 else { return answer }
        let bytes = Data(answer.utf8)
        let found = spellings.filter { bytes.range(of: Data($0.utf8)) != nil }  // exact: bytes
        return found.reduce(answer) {
            $0.replacingOccurrences(of: $1, with: Self.mark, options: .literal)
        }
    }

    /// Bytes of the longest spelling.
    var longestSpelling: Int { spellings.map(\.utf8.count).max() ?? 0 }

    /// Of RFC 3986, section 2.3.
    private static let unreserved = CharacterSet.alphanumerics.union(
        CharacterSet(charactersIn: "-._~"))

    /// As it is, in an address, in JSON, and in the header of a proxy.
    private var spellings: [String] {
        let escaped = text.replacingOccurrences(of: "\\", with: "\\\\")
            .replacingOccurrences(of: "\"", with: "\\\"")
        return [
            text, text.addingPercentEncoding(withAllowedCharacters: Self.unreserved) ?? text,
            text.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? text, escaped,
            escaped.replacingOccurrences(of: "/", with: "\\/"),
            Data(text.utf8).base64EncodedString(),
        ]
    }
}
