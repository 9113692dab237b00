import Artifacts
import Foundation
import Storage
import TestSupport
import Testing
import Tokenization

/// What a model folder says about text.
@Suite struct ChatTokenizerTests {
    /// A folder with the fixture's Llama-like tokenizer and these files.
    func load(_ files: [String: String]) throws -> ChatTokenizer {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            at: Fixture.url("tokenization/llama/tokenizer.json"),
            to: folder.url.appendingPathComponent("tokenizer.json"))
        for (name, text) in files {
            try Data(text.utf8).write(to: folder.url.appendingPathComponent(name))
        }
        return try ChatTokenizer.load(folder.url)
    }

    let talk = [ChatMessage.user("Hello"), .assistant("there")]

    @Test func stopsComeFromThreeFiles() throws {
        let loaded = try load([
            "config.json": #"{"eos_token_id": 7}"#,
            "generation_config.json": #"{"eos_token_id": [8, 9]}"#,
            "tokenizer_config.json":
                #"{"eos_token": "<|end|>", "bos_token": {"content": "<|begin|>"}}"#,
        ])
        let end = try #require(loaded.tokenizer.id(of: "<|end|>"))
        #expect(loaded.stopIDs == [7, 8, 9, end])
        #expect(loaded.bosToken == "<|begin|>")
        #expect(loaded.eosToken == "<|end|>")
        #expect(try load([:]).stopIDs.isEmpty)
    }

    @Test func theTemplateFileComesBeforeTheConfiguration() throws {
        let inConfiguration = #"{"chat_template": "{{ messages[0].content }}"}"#
        let loaded = try load(["tokenizer_config.json": inConfiguration])
        #expect(try loaded.text(talk, generationPrompt: false) == "Hello")
        let both = try load([
            "tokenizer_config.json": inConfiguration, "chat_template.jinja": "{{ tools is none }}",
        ])
        #expect(try both.text(talk, generationPrompt: false) == "True")
        let named = try load([
            "tokenizer_config.json": #"""
            {"chat_template": [{"name": "tool_use", "template": "no"},
             {"name": "default", "template": "{{ add_generation_prompt }}{{ extra }}"}]}
            """#
        ])
        let text = try named.text(talk, generationPrompt: true, arguments: ["extra": .int(3)])
        #expect(text == "True3")
    }

    @Test func idsOfATemplateHaveItsOwnSpecialTokens() throws {
        let template = "{{ bos_token }}{% for m in messages %}{{ m.content }}<|end|>{% endfor %}"
        let loaded = try load([
            "chat_template.jinja": template,
            "tokenizer_config.json": #"{"bos_token": "<|begin|>"}"#,
        ])
        let begin = try #require(loaded.tokenizer.id(of: "<|begin|>"))
        let end = try #require(loaded.tokenizer.id(of: "<|end|>"))
        let ids = try loaded.ids(talk, generationPrompt: false)
        #expect(ids.filter { $0 == begin }.count == 1)
        #expect(ids.first == begin && ids.last == end)
        #expect(
            loaded.tokenizer.decode(ids, skipSpecialTokens: false)
                == "<|begin|>Hello<|end|>there<|end|>")
        // Without a template: the contents, with what the tokenizer adds to every text.
        let plain = try load([:])
        #expect(try plain.text(talk, generationPrompt: false) == nil)
        #expect(
            try plain.ids(talk, generationPrompt: false) == plain.tokenizer.encode("Hello\nthere"))
    }

    @Test func brokenFilesAreNamed() throws {
        #expect(throws: UsageError.self) { try ChatTokenizer.load(Fixture.url("nowhere")) }
        for (name, text) in [
            ("tokenizer_config.json", "{"), ("config.json", "[1]"),
            ("generation_config.json", "x"), ("chat_template.jinja", "{% if %}"),
        ] {
            let error = #expect(throws: DataError.self) { try load([name: text]) }
            #expect(error?.description.contains(name) ?? false)
        }
    }
}
