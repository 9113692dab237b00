import Artifacts
import Foundation
import Storage
import TestSupport
import Testing
import Tokenization

/// Prompts that go on from an assistant's message, and plain ones, against transformers.
@Suite struct ContinuationTests {
    /// A folder with the fixture's Llama-like tokenizer and this template.
    func load(_ template: String?) throws -> ChatTokenizer {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            at: Fixture.url("tokenization/llama/tokenizer.json"),
            to: folder.url.appendingPathComponent("tokenizer.json"))
        let tokens = #"{"bos_token": "<|begin_of_text|>", "eos_token": "<|end|>"}"#
        try Data(tokens.utf8).write(to: folder.url.appendingPathComponent("tokenizer_config.json"))
        if let template {
            try Data(template.utf8).write(
                to: folder.url.appendingPathComponent("chat_template.jinja"))
        }
        return try ChatTokenizer.load(folder.url)
    }

    /// Recorded by Tests/Fixtures/jinja/make_continuations.py.
    struct Recorded: Decodable, Sendable {
        struct Row: Decodable, Sendable {
            let messages: [ChatMessage]
            let output: String?
        }
        let name: String
        let template: String
        let rows: [Row]
    }

    static func recorded() throws -> [Recorded] {
        let data = try Fixture.data("jinja/templates/continuations.json")
        return try JSONDecoder().decode([Recorded].self, from: data)
    }

    @Test(arguments: try recorded()) func isCutWhereTransformersCuts(recorded: Recorded) throws {
        let chat = try load(recorded.template)
        #expect(recorded.rows.count > 10)
        for row in recorded.rows {
            let prompt = ModelPrompt(messages: row.messages, continuesFinalMessage: true)
            guard let output = row.output else {
                let error = #expect(throws: DataError.self, "\(row.messages)") {
                    try chat.promptText(prompt)
                }
                _ = error
                continue
            }
            let made = try chat.promptText(prompt)
            #expect(
                Array(made.text.unicodeScalars) == Array(output.unicodeScalars),
                "\(recorded.name): \(row.messages)")
            #expect(!made.addsSpecialTokens)
            #expect(try chat.ids(prompt) == chat.tokenizer.encode(output, addSpecialTokens: false))
        }
    }

    @Test func aMessageThatTheTemplateChangesIsRefusedInWords() throws {
        let chat = try load("{% for m in messages %}{{ m.content | upper }}{% endfor %}")
        let error = #expect(throws: DataError.self) {
            try chat.continuation([.user("a"), .assistant("the key")])
        }
        #expect(error?.description.contains("changes the last message or leaves it out") == true)
        let without = #expect(throws: DataError.self) {
            try chat.continuation([ChatMessage.user("a")].dropLast())
        }
        #expect(without?.description == "the last message has no text that could go on.")
    }

    @Test func plainTextGetsWhatTheTokenizerAdds() throws {
        let chat = try load("{{ bos_token }}no{% for m in messages %}{{ m.content }}{% endfor %}")
        let prompt = ModelPrompt(text: "The key is")
        #expect(try chat.ids(prompt) == chat.tokenizer.encode("The key is"))
        #expect(
            try chat.ids(prompt).count
                == chat.tokenizer.encode("The key is", addSpecialTokens: false).count + 1)
        // Without a template a conversation is its contents, and goes on from the last.
        let bare = try load(nil)
        let talk = [ChatMessage.user("Where?"), .assistant("It is")]
        for goesOn in [true, false] {
            let prompt = ModelPrompt(messages: talk, continuesFinalMessage: goesOn)
            #expect(try bare.ids(prompt) == bare.tokenizer.encode("Where?\nIt is"))
        }
    }

    @Test("choices are cut as lm-evaluation-harness cuts them")
    func choices() throws {
        let chat = try load(nil)
        func ids(_ text: String) throws -> [Int] {
            try chat.tokenizer.encode(text, addSpecialTokens: false)
        }
        let begin = Array(try chat.tokenizer.encode("").prefix(1))
        #expect(begin.count == 1)
        // The prompt's space belongs to the choice, so both give the same tokens.
        for (prompt, choices) in [
            ("The sky is ", ["blue", "red now"]), ("The sky is", [" blue", " red now"]),
            ("The sky is\n\n ", ["blue"]),
        ] {
            let made = try ChoiceTokens(
                ChoiceRequest(prompt: ModelPrompt(text: prompt), choices: choices), chat)
            #expect(try made.prompt == begin + ids("The sky is"))
            for (tokens, choice) in zip(made.choices, choices) {
                let whole = try begin + ids(prompt + choice)
                #expect(Array(whole.dropFirst(made.prompt.count)) == tokens && !tokens.isEmpty)
            }
        }
        let chats = try load("{{ bos_token }}{% for m in messages %}{{ m.content }}:{% endfor %}")
        let talk = try ChoiceTokens(
            ChoiceRequest(prompt: ModelPrompt(messages: [.user("Sky")]), choices: [" blue"]), chats)
        // The template's own begin-of-text, and none of the tokenizer's.
        let whole = try chats.tokenizer.encode(
            "<|begin_of_text|>Sky: blue", addSpecialTokens: false)
        #expect(talk.prompt + talk.choices[0] == whole)
        #expect(
            try talk.prompt
                == chats.tokenizer.encode("<|begin_of_text|>Sky:", addSpecialTokens: false))
        let empty = #expect(throws: DataError.self) {
            try ChoiceTokens(
                ChoiceRequest(prompt: ModelPrompt(text: "Sky"), choices: [""]), chat)
        }
        #expect(empty?.description == "the choice \"\" adds no token to the prompt.")
    }
}
