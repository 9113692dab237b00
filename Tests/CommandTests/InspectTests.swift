import Foundation
import TestSupport
import Testing

/// What `inspect` says of files and folders, and which errors it ends in.
@Suite struct InspectTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func object(_ arguments: String...) throws -> [String: Any] {
        let output = try BuiltTool.run(["inspect", "--json"] + arguments)
        #expect(output.status == 0 && output.error.isEmpty, "\(output.error)")
        let json = try JSONSerialization.jsonObject(with: Data(output.out.utf8))
        return try #require(json as? [String: Any])
    }

    func model() throws -> URL {
        let copy = folder.file("model")
        try FileManager.default.copyItem(at: Fixture.url("preference/model"), to: copy)
        return copy
    }

    @Test func aGGUFFile() throws {
        let found = try object(Fixture.url("gguf/every-type.gguf").path)
        #expect(found["format"] as? String == "GGUF, version 3")
        #expect(found["name"] as? String == "Tiny of every type")
        #expect(found["architecture"] as? String == "llama")
        for (key, value) in [
            ("layers", 2), ("heads", 4), ("keyValueHeads", 2), ("headSize", 16), ("width", 64),
            ("vocabulary", 4), ("positions", 256),
        ] { #expect(found[key] as? Int == value, "\(key)") }
        let rope = try #require(found["rope"] as? [String: Any])
        #expect(rope["theta"] as? Double == 500_000)
        #expect(rope["scaling"] as? String == "yarn, factor 4")
        let types = try #require(found["types"] as? [[String: Any]])
        #expect(types.count == 13)
        let first = types.first { $0["type"] as? String == "Q8_0" }
        #expect(first?["tensors"] as? Int == 1 && first?["bytes"] as? Int == 2 * 2 * 34)
        let tokenizer = try #require(found["tokenizer"] as? [String: Any])
        #expect(tokenizer["model"] as? String == "gpt2")
        #expect(tokenizer["preTokenizer"] as? String == "llama-bpe")
        #expect(
            found["chatTemplate"] as? String
                == "{% for message in messages %}<|im_start|>{{ message.role }}")
        let ends = try #require(found["endsOfTurn"] as? [[String: Any]])
        #expect(ends.count == 1 && ends[0]["token"] as? String == "<|im_end|>")
        #expect(found["can"] as? [String] == ["every tensor is read as float32."])
        let cannot = try #require(found["cannot"] as? [String])
        #expect(cannot.count == 1 && cannot[0].contains("the metadata has no llama.feed_forward"))
    }

    @Test func aGGUFFileThatCanBeImported() throws {
        let found = try object(Fixture.url("gguf/models/olmo3.gguf").path)
        #expect(found["cannot"] as? [String] == [])
        let can = try #require(found["can"] as? [String])
        #expect(can.count == 2 && can[1].hasPrefix("retmask import makes the Hugging Face folder"))
        #expect(can[1].hasSuffix("(olmo3)."))
    }

    @Test func aGGUFFileThatIsNotReadInFull() throws {
        let cannot = try #require(
            try object(Fixture.url("gguf/other-types.gguf").path)["cannot"] as? [String])
        #expect(cannot.contains { $0.hasPrefix("IQ4_NL, I32: not read; types that are: F32") })
        #expect(
            cannot.contains { $0.contains("architecture \"mamba\" is not one of llama, qwen2,") })
    }

    @Test func aFolder() throws {
        let copy = try model()
        let found = try object(copy.path)
        let config =
            try JSONSerialization.jsonObject(
                with: Data(contentsOf: copy.appendingPathComponent("config.json")))
            as? [String: Any]
        #expect(found["format"] as? String == "Hugging Face folder")
        #expect(found["architecture"] as? String == config?["model_type"] as? String)
        #expect(found["layers"] as? Int == config?["num_hidden_layers"] as? Int)
        #expect(found["heads"] as? Int == config?["num_attention_heads"] as? Int)
        #expect(found["cannot"] as? [String] == [])
        #expect((found["can"] as? [String])?.count == 2)
        #expect(found["hasChatTemplate"] as? Bool == true)
        #expect((found["endsOfTurn"] as? [Any])?.isEmpty == false)
        let text = try BuiltTool.run(["inspect", copy.path])
        #expect(text.status == 0 && text.out.contains("\nstored as"))
        #expect(text.out.contains("\nchat template  yes: "))
    }

    @Test func aFolderSaysWhatIsInTheWay() throws {
        let copy = try model()
        let config = copy.appendingPathComponent("config.json")
        try Data(#"{"model_type": "mamba", "num_hidden_layers": 7}"#.utf8).write(to: config)
        try FileManager.default.removeItem(at: copy.appendingPathComponent("tokenizer.json"))
        try FileManager.default.removeItem(at: copy.appendingPathComponent("model.safetensors"))
        let found = try object(copy.path)
        #expect(found["architecture"] as? String == "mamba" && found["layers"] as? Int == 7)
        let cannot = try #require(found["cannot"] as? [String])
        #expect(cannot.count == 3)
        #expect(cannot.contains { $0.contains("model_type is \"mamba\"; supported are llama") })
        #expect(cannot.contains { $0.contains("has no weights") })
        #expect(cannot.contains { $0.contains("has no tokenizer.json") })
    }

    @Test(
        "a chat template that cannot be read is said in a line, beside all the rest",
        arguments: [
            ("{% for m in messages %}{{ m.content }", "the chat template is not read: "),
            ("{{ messages | no_such_filter }}", "the chat template does not take a conversation"),
        ], ["chat_template.jinja", "tokenizer_config.json"])
    func aTemplateThatIsNotRead(_ template: (String, String), file: String) throws {
        let (text, sentence) = template
        let copy = try model()
        let usual = try object(copy.path)
        let jinja = copy.appendingPathComponent("chat_template.jinja")
        if file == "chat_template.jinja" {
            try Data(text.utf8).write(to: jinja)
        } else {
            try FileManager.default.removeItem(at: jinja)
            let url = copy.appendingPathComponent(file)
            var values = try #require(
                try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
            values["chat_template"] = text
            try JSONSerialization.data(withJSONObject: values).write(to: url)
        }
        let found = try object(copy.path)
        let cannot = try #require(found["cannot"] as? [String])
        #expect(cannot.count == 1 && cannot[0].hasPrefix(sentence), "\(cannot)")
        #expect(cannot[0].contains(file), "\(cannot)")
        #expect(found["chatTemplate"] as? String == text)
        for key in ["can", "endsOfTurn", "tokenizer", "types", "layers", "parameters"] {
            let values = try [found, usual].map {
                try JSONSerialization.data(
                    withJSONObject: [$0[key] ?? 0], options: .sortedKeys)
            }
            #expect(values[0] == values[1] && usual[key] != nil, "\(key)")
        }
        let lines = try BuiltTool.run(["inspect", copy.path])
        #expect(lines.status == 0)
        #expect(lines.out.split(separator: "\n").count { $0.hasPrefix("cannot ") } == 1)
    }

    @Test func whatIsNotThereIsAUsageError() throws {
        let copy = try model()
        try FileManager.default.removeItem(at: copy.appendingPathComponent("config.json"))
        for (path, part) in [
            (folder.file("nothing.gguf").path, "nothing.gguf does not exist; give a GGUF file"),
            (copy.path, "is no model folder: it has no config.json"),
        ] {
            let output = try BuiltTool.run(["inspect", path])
            #expect(output.status == 2 && output.out.isEmpty)
            #expect(output.error.contains(part), "\(output.error)")
        }
        try Data("GGUF".utf8).write(to: copy.appendingPathComponent("a.gguf"))
        let output = try BuiltTool.run(["inspect", copy.path])
        #expect(output.status == 2 && output.error.contains("has no config.json, but a.gguf: give"))
    }

    @Test func whatIsDamagedIsADataError() throws {
        let copy = try model()
        let cut = folder.file("cut.gguf")
        try Fixture.data("gguf/every-type.gguf").prefix(1000).write(to: cut)
        func ends(_ path: String, _ part: String) throws {
            let output = try BuiltTool.run(["inspect", path])
            #expect(output.status == 65 && output.out.isEmpty, "\(part)")
            #expect(
                output.error.contains(part) && output.error.split(separator: "\n").count == 1,
                "\(output.error)")
        }
        try ends(cut.path, "cut.gguf is cut off")
        try ends(copy.appendingPathComponent("model.safetensors").path, "is no GGUF file")
        for name in ["tokenizer.json", "model.safetensors", "config.json"] {
            let url = copy.appendingPathComponent(name)
            let data = try Data(contentsOf: url)
            try data.prefix(data.count / 2).write(to: url)
            try ends(copy.path, name)
        }
    }
}
