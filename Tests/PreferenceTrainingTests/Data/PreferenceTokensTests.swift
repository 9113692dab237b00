import Artifacts
import Foundation
import TestSupport
import Testing
import Tokenization

@testable import PreferenceTraining

@Suite struct PreferenceTokensTests {
    /// The tokenizer of the fixture with one of the two templates.
    func tokens(_ template: Golden.Template, _ mode: TokenizationMode) throws -> PreferenceTokens {
        let folder = try TemporaryFolder()
        for name in ["tokenizer.json", "tokenizer_config.json", "config.json"] {
            try Fixture.data("preference/model/\(name)").write(to: folder.file(name))
        }
        try Data(template.template.utf8).write(to: folder.file("chat_template.jinja"))
        return try PreferenceTokens(ChatTokenizer.load(folder.url), mode: mode)
    }

    @Test func paperModeEqualsTRL() throws {
        let pairs = try PreferencePair.read(Golden.pairs)
        for template in try Golden.templates() {
            let tokens = try tokens(template, .paper)
            #expect(pairs.count == template.rows.count)
            for (pair, row) in zip(pairs, template.rows) {
                #expect(try tokens.tokens(pair) == row.pair, "\(template.name)")
            }
        }
    }

    @Test func correctedModeEndsTheTurnOnce() throws {
        let pairs = try PreferencePair.read(Golden.pairs)
        for template in try Golden.templates() {
            let tokens = try tokens(template, .corrected)
            // Llama: the second end of turn is gone; Qwen: the line break and the second one.
            let extra = template.name == "llama" ? 1 : 2
            for (pair, row) in zip(pairs, template.rows) {
                let expected = TokenizedPair(
                    prompt: row.prompt, chosen: row.chosen.dropLast(extra),
                    rejected: row.rejected.dropLast(extra))
                #expect(try tokens.tokens(pair) == expected, "\(template.name)")
                #expect(expected.chosen.completion.last == 3)
            }
        }
    }

    /// A template that writes a message as JSON hides the probe for what it writes behind.
    @Test func anEndIsNotDoubledWhereMessagesAreWrittenAsJSON() throws {
        let folder = try TemporaryFolder()
        for name in ["tokenizer.json", "tokenizer_config.json", "config.json"] {
            try Fixture.data("preference/model/\(name)").write(to: folder.file(name))
        }
        let plain = try ChatTokenizer.load(folder.url)
        let end = try #require(plain.eosToken)
        let id = try #require(plain.tokenizer.id(of: end))
        let template =
            "{% for m in messages %}{{ m.role }}: {{ m.content|tojson(ensure_ascii=true) }}"
            + end + "{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}"
        try Data(template.utf8).write(to: folder.file("chat_template.jinja"))
        let tokens = try PreferenceTokens(ChatTokenizer.load(folder.url), mode: .corrected)
        let pair = try tokens.tokens(
            PreferencePair(
                chosen: [.user("a"), .assistant("it says \(end) here")],
                rejected: [.user("a"), .assistant("b")]))
        #expect(pair.chosen.completion.suffix(1) == [id])
        #expect(pair.chosen.completion.count { $0 == id } == 2)
        #expect(pair.rejected.completion.count { $0 == id } == 1)
    }
}
