import Foundation
import Storage
import TestSupport
import Testing

@testable import Tokenization

/// Folders as transformers 4 and 5 read them (Tests/Fixtures/tokenization/make_configurations.py).
@Suite struct TokenizerConfigurationTests {
    typealias Object = [String: Any]

    /// The folder of a case.
    static func folder(_ row: Object) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let base = try #require(row["base"] as? String)
        let whole = try Fixture.data("tokenization/\(base)/tokenizer.json")
        var root = try #require(JSONSerialization.jsonObject(with: whole) as? Object)
        root.merge(row["change"] as? Object ?? [:]) { $1 }
        try JSONSerialization.data(withJSONObject: root)
            .write(to: folder.url.appendingPathComponent("tokenizer.json"))
        for (name, content) in row["files"] as? Object ?? [:] {
            let url = folder.url.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            let data =
                try (content as? String).map { Data($0.utf8) }
                ?? JSONSerialization.data(withJSONObject: content)
            try data.write(to: url)
        }
        return folder
    }

    @Test(arguments: [4, 5]) func equalToTransformers(_ version: Int) throws {
        let data = try Fixture.data("tokenization/configurations-\(version).json")
        let fixture = try #require(JSONSerialization.jsonObject(with: data) as? Object)
        let texts = try #require(fixture["texts"] as? [String])
        let rows = try #require(fixture["rows"] as? [Object])
        #expect(rows.count >= 7)
        for row in rows {
            let name = row["name"] as? String ?? ""
            let folder = try Self.folder(row)
            let chat = try withExtendedLifetime(folder) { try ChatTokenizer.load(folder.url) }
            let ids = try #require(row["ids"] as? [[Int]])
            let decoded = try #require(row["decoded"] as? [String])
            for (index, text) in texts.enumerated() {
                let about = "\(name): \(text)"
                #expect(try chat.tokenizer.encode(text) == ids[index], "\(about)")
                #expect(chat.tokenizer.decode(ids[index]) == decoded[index], "\(about)")
            }
            guard row.keys.contains("chat") else { continue }
            let written = try? chat.text([.user("hi")], generationPrompt: false)
            #expect(written == row["chat"] as? String, "\(name)")
        }
    }

    func load(_ files: Object, change: Object = [:]) throws -> ChatTokenizer {
        let folder = try Self.folder(["base": "llama", "change": change, "files": files])
        return try withExtendedLifetime(folder) { try ChatTokenizer.load(folder.url) }
    }

    @Test func aMissingDefaultTemplateIsNamedWhenItIsAskedFor() throws {
        let chat = try load([
            "additional_chat_templates/rag.jinja": "rag",
            "additional_chat_templates/tool_use.jinja": "tools: {{ tools }}",
        ])
        let error = #expect(throws: DataError.self) {
            try chat.text([.user("hi")], generationPrompt: true)
        }
        #expect(error?.description.contains("rag, tool_use") ?? false)
        // A conversation with tools has a template.
        let text = try chat.text(
            [.user("hi")], generationPrompt: true, arguments: ["tools": .array([.string("f")])])
        #expect(text == "tools: ['f']")
    }

    @Test func wrongFilesAreNamed() throws {
        func message(_ files: Object, change: Object = [:]) -> String {
            do { _ = try load(files, change: change) } catch {
                return error is DataError ? "\(error)" : "not a DataError"
            }
            return "no error"
        }
        let llama: Object = ["tokenizer_class": "LlamaTokenizer", "add_bos_token": true]
        #expect(
            message(["tokenizer_config.json": llama as Any])
                .contains("has no bos_token"))
        for (name, content) in [
            ("tokenizer_config.json", ["bos_token": ["lstrip": true]] as Object),
            ("tokenizer_config.json", ["added_tokens_decoder": ["x": ["content": "y"]]]),
            ("added_tokens.json", ["<|new|>": "9"]),
            ("tokenizer_config.json", ["chat_template": 3]),
            ("special_tokens_map.json", ["eos_token": 3]),
            ("special_tokens_map.json", ["additional_special_tokens": [3]]),
        ] {
            let sentence = message([name: content as Any])
            #expect(sentence.contains(name), "\(sentence)")
        }
        // Each file for its own part of a list that both have.
        let both = message([
            "tokenizer_config.json": ["additional_special_tokens": [3]] as Object,
            "special_tokens_map.json": ["additional_special_tokens": ["a"]] as Object,
        ])
        #expect(both.contains("tokenizer_config.json"), "\(both)")
        #expect(message(["special_tokens_map.json": "[1]"]).contains("special_tokens_map.json"))
    }

    @Test func hostileFilesAreRefused() throws {
        func message(_ change: Object) -> String {
            do { _ = try load([:], change: change) } catch { return "\(error)" }
            return "no error"
        }
        let piece: Object = ["SpecialToken": ["id": "<|begin|>", "type_id": 0]]
        let text: Object = ["Sequence": ["id": "A", "type_id": 0]]
        func template(_ single: [Object], ids: [Int]) -> Object {
            [
                "post_processor": [
                    "type": "TemplateProcessing", "single": single, "pair": [Object](),
                    "special_tokens": [
                        "<|begin|>": ["id": "<|begin|>", "ids": ids, "tokens": ["x"]]
                    ],
                ]
            ]
        }
        let many = Array(repeating: piece, count: 3000) + [text]
        #expect(
            message(template(many, ids: Array(repeating: 1, count: 3000))).contains("65536"))
        #expect(message(template([text, text], ids: [1])).contains("2 times"))
        #expect(message(template([piece], ids: [1])).contains("0 times"))
        #expect(message(template([piece, text], ids: [1])) == "no error")
        let model: Object = ["type": "BPE", "vocab": ["a": (1 << 30) - 1], "merges": [String]()]
        #expect(message(["model": model]).contains("4194304"))
        let dropout: Object = [
            "type": "BPE", "vocab": ["a": 0], "merges": [String](), "dropout": 0.1,
        ]
        #expect(message(["model": dropout]).contains("dropout 0.1"))
        let whole = dropout.merging(["dropout": 1]) { $1 }
        #expect(message(["model": whole]).contains("dropout 1.0"))
        let fallback: Object = [
            "type": "BPE", "vocab": ["a": 0], "merges": [String](), "byte_fallback": true,
        ]
        #expect(message(["model": fallback]).contains("byte_fallback"))
        // As Mistral 7B has it: what it is comes before what its vocabulary lacks.
        let metaspace: Object = ["type": "Metaspace", "replacement": "\u{2581}"]
        #expect(
            message(["model": fallback, "pre_tokenizer": metaspace]).contains("SentencePiece"))
        let prepend: Object = ["type": "Prepend", "prepend": "\u{2581}"]
        #expect(
            message(["model": fallback, "normalizer": prepend, "pre_tokenizer": NSNull()])
                .contains("Prepend is not supported: it belongs to SentencePiece"))
    }
}
