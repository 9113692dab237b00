import Foundation
import Storage
import Testing

@testable import ModelEndpoints

@Suite struct APIKeyTests {
    @Test(arguments: ["sk-1\r", "sk-1\n", "sk-1\r\n", " sk-1\t"]) func isTrimmed(text: String)
        throws
    {
        #expect(try APIKey(text, source: "$KEY")?.text == "sk-1")
    }

    @Test(arguments: ["", " ", "\r\n"]) func nothingIsNoKey(text: String) throws {
        #expect(try APIKey(text, source: "$KEY") == nil)
    }

    @Test(arguments: ["a\nb", "a\u{0}b", "aéb", "a\u{200b}b"]) func whatNoHeaderCarries(
        text: String
    ) throws {
        let error = try #require(throws: UsageError.self) { try APIKey(text, source: "$KEY") }
        #expect(error.description.contains("$KEY") && error.description.contains("place 2"))
        #expect(!error.description.contains(text))
    }

    /// Half a key is a secret too, wherever a text is cut and however its blanks are folded.
    @Test func noCutLeavesHalfAKey() throws {
        let key = try #require(try APIKey("sk-SECRET 0123456789", source: "a test"))
        for spelling in [key.text, "sk-SECRET%200123456789", "sk-SECRET\n0123456789"] {
            for place in stride(from: (1 << 16) - 29, to: (1 << 16) + 40, by: 9) {
                let start = "see" + String(repeating: " ", count: place - 3) + spelling
                for text in [start, start + String(repeating: "y", count: 200)] {
                    for words in [
                        ServerMessage.line(text, key: key),
                        ServerMessage.words(Data(text.utf8), key: key),
                    ] {
                        #expect(!words.contains("k-") && !words.contains("S"), "\(place): \(words)")
                    }
                }
            }
        }
        #expect(ServerMessage.line("a\nsk-SECRET\n\n0123456789", key: key) == "a [key]")
        let long = String(repeating: "y", count: 290) + " sk-SECRET 0123456789"
        #expect(ServerMessage.line(long, key: key).hasSuffix(" [key]"))
    }

    /// Placeholders of servers without keys are words of answers.
    @Test func shortKeysStayInAnswers() throws {
        let short = try #require(try APIKey("EMPTY", source: "$KEY"))
        #expect(short.redactedAnswer("an EMPTY room") == "an EMPTY room")
        #expect(short.redacted("Bearer EMPTY") == "Bearer [key]")
        #expect(try APIKey("x", source: "$KEY")?.redacted("next") == "next")
        let long = try #require(try APIKey("0123456789abcdef", source: "$KEY"))
        #expect(long.redactedAnswer("it is 0123456789abcdef.") == "it is [key].")
    }
}
