import Foundation
import Storage
import TestSupport
import Testing
import Tokenization

@testable import ModelImport

/// Ids against the `tokenizers` library, for each pre-tokenizer (Tests/Fixtures/gguf/make_imports.py).
@Suite struct TokenizerImportTests {
    static let kinds = [
        "llama-bpe", "qwen2", "smollm", "olmo", "dbrx", "tekken", "gpt-2", "default",
    ]
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func imported(_ kind: String) throws -> URL {
        let out = folder.file(kind)
        try GGUFImport(Fixture.url("gguf/tokenizers/\(kind).gguf")).write(to: out)
        return out
    }

    @Test(arguments: kinds) func idsAreThoseOfTokenizers(_ kind: String) throws {
        let tokenizer = try Tokenizer.load(imported(kind))
        let texts = try JSONDecoder().decode(
            [String].self, from: Fixture.data("gguf/tokenizers/texts.json"))
        let expected = try JSONDecoder().decode(
            [[[Int]]].self, from: Fixture.data("gguf/tokenizers/\(kind).json"))
        #expect(texts.count == expected.count && texts.count > 100)
        for (text, ids) in zip(texts, expected) {
            #expect(try tokenizer.encode(text) == ids[0], "\(text.debugDescription)")
            #expect(
                try tokenizer.encode(text, addSpecialTokens: false) == ids[1],
                "\(text.debugDescription)")
        }
    }

    /// The kinds differ on these texts, so that a wrong one would show.
    @Test func noTwoKindsAreOne() throws {
        let all = try Self.kinds.map { try Fixture.data("gguf/tokenizers/\($0).json") }
        #expect(Set(all).count == all.count)
    }

    @Test func everyKindHasAFixtureOrIsAnotherName() {
        let others = ["phi-2", "starcoder", "llama3", "llama-v3"]
        #expect(
            Set(PreTokenizerKind.all.map(\.name)) == Set(Self.kinds + others))
        for (other, kind) in [
            ("phi-2", "gpt-2"), ("starcoder", "smollm"), ("llama3", "llama-bpe"),
            ("llama-v3", "llama-bpe"),
        ] {
            #expect(PreTokenizerKind.named(other)?.json == PreTokenizerKind.named(kind)?.json)
        }
    }

    @Test func specialTokensAreKept() throws {
        let out = try imported("smollm")
        let text = try ChatTokenizer.load(out)
        #expect(text.bosToken == "<|begin|>" && text.eosToken == "<|end|>")
        // The end that the metadata names, and the one that llama.cpp knows by its text.
        let ids = try ["<|end|>", "<|eot_id|>"].map { try #require(text.tokenizer.id(of: $0)) }
        #expect(text.stopIDs == Set(ids))
        let generation = try JSONParser.parse(
            Data(contentsOf: out.appendingPathComponent("generation_config.json")), name: "g")
        #expect(generation["eos_token_id"]?.array?.compactMap(\.int) == ids)
        // A control token is special, one that a user has defined is not.
        #expect(text.tokenizer.isSpecial(ids[1]))
        let tool = try #require(text.tokenizer.id(of: "<|tool|>"))
        #expect(!text.tokenizer.isSpecial(tool))
        #expect(try text.tokenizer.encode("a<|tool|>b", addSpecialTokens: false).contains(tool))
        // What fills up the table is no token.
        #expect(text.tokenizer.token(tool + 1) == nil)
    }

    @Test func aTokenBeforeTheTextWhereTheMetadataSaysSo() throws {
        for (setting, prefix) in [(nil, 1), (true, 1), (false, 0)] as [(Bool?, Int)] {
            var file = try EditedFile("gguf/tokenizers/llama-bpe.gguf")
            if let setting { file["tokenizer.ggml.add_bos_token"] = .bool(setting) }
            file["tokenizer.ggml.add_eos_token"] = .bool(true)
            let url = try file.write(to: folder.file("\(prefix)-\(setting == nil).gguf"))
            let out = folder.file("\(prefix)-\(setting == nil)")
            try GGUFImport(url).write(to: out)
            let tokenizer = try Tokenizer.load(out)
            let ids = try tokenizer.encode("the")
            let plain = try tokenizer.encode("the", addSpecialTokens: false)
            let begin = try #require(tokenizer.id(of: "<|begin|>"))
            let end = try #require(tokenizer.id(of: "<|end|>"))
            #expect(ids == Array([begin].prefix(prefix)) + plain + [end])
        }
    }

    @Test func theTemplatesAreKept() throws {
        var file = try EditedFile("gguf/tokenizers/smollm.gguf")
        file["tokenizer.chat_template"] = .string("{{ 'one' }}")
        file["tokenizer.chat_templates"] = .array(.string, [.string("tool_use")])
        file["tokenizer.chat_template.tool_use"] = .string("{{ 'two' }}")
        let out = folder.file("templates")
        try GGUFImport(file.write(to: folder.file("t.gguf"))).write(to: out)
        #expect(try ChatTokenizer.load(out).templateText == "{{ 'one' }}")
        let configuration = try JSONParser.parse(
            Data(contentsOf: out.appendingPathComponent("tokenizer_config.json")), name: "t")
        #expect(configuration["chat_template"]?.array?.count == 2)
    }
}
