import Artifacts
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
