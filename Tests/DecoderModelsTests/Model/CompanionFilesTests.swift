import Foundation
import Storage
import TestSupport
import Testing

@testable import DecoderModels

/// What a copy of a model folder takes beside weights.
@Suite struct CompanionFilesTests {
    let folder: TemporaryFolder
    let model: URL
    init() throws {
        folder = try TemporaryFolder()
        model = folder.file("model")
        try FileManager.default.createDirectory(at: model, withIntermediateDirectories: true)
    }

    func write(_ names: String..., in place: URL? = nil) throws {
        let place = place ?? model
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        for name in names { try Data(name.utf8).write(to: place.appendingPathComponent(name)) }
    }

    func link(_ name: String, to target: URL) throws {
        try FileManager.default.createSymbolicLink(
            at: model.appendingPathComponent(name), withDestinationURL: target)
    }

    @Test func kindsAreListedAndTheRestIsLeftOut() throws {
        try write(
            "config.json", "tokenizer.json", "tokenizer.model", "merges.txt", "chat_template.jinja",
            "modeling_x.py", "README.md", "LICENSE", "preprocessor_config.json", "notes.txt",
            "training.jsonl", "model.safetensors", "model.safetensors.index.json",
            "pytorch_model.bin", "pytorch_model.bin.index.json", ".hidden.json", "retmask.json")
        try write("x", in: model.appendingPathComponent("runs"))
        let files = try CompanionFiles(model, indexed: false)
        #expect(
            files.files.map(\.name) == [
                "LICENSE", "README.md", "chat_template.jinja", "config.json", "merges.txt",
                "modeling_x.py", "preprocessor_config.json", "tokenizer.json", "tokenizer.model",
            ])
        #expect(files.leftOut == ["notes.txt", "runs", "training.jsonl"])
        let indexed = try CompanionFiles(model, indexed: true).files.map(\.name)
        #expect(indexed.contains("model.safetensors.index.json"))
        #expect(!indexed.contains("pytorch_model.bin.index.json"))
    }

    @Test func linksThatLeaveTheFolderAreNotFollowed() throws {
        let secret = folder.file("shadow")
        try write("shadow", in: folder.url)
        try write("config.json")
        for name in ["notes.txt", "README.md", "extra.json", "modeling.py"] {
            try link(name, to: secret)
        }
        let files = try CompanionFiles(model, indexed: false)
        #expect(files.files.map(\.name) == ["config.json"])
        #expect(files.leftOut == ["README.md", "extra.json", "modeling.py", "notes.txt"])
        try link("vocab.json", to: secret)
        let error = #expect(throws: UsageError.self) { try CompanionFiles(model, indexed: false) }
        #expect(error?.description.contains("vocab.json is a link to") == true)
        #expect(error?.description.contains("shadow") == true)
    }

    @Test func linksOfACacheAndWithinAFolderAreFollowed() throws {
        let blobs = folder.file("models--org--name/blobs")
        try write("0a1b", in: blobs)
        try link("config.json", to: blobs.appendingPathComponent("0a1b"))
        try write("tokenizer.json")
        try link("extra.json", to: model.appendingPathComponent("tokenizer.json"))
        let elsewhere = folder.file("base")
        try write("merges.txt", in: elsewhere)
        try link("merges.txt", to: elsewhere.appendingPathComponent("merges.txt"))
        let files = try CompanionFiles(model, indexed: false)
        #expect(files.leftOut.isEmpty)
        #expect(
            files.files.map(\.name) == [
                "config.json", "extra.json", "merges.txt", "tokenizer.json",
            ])
        #expect(files.files.first?.url.lastPathComponent == "0a1b")
    }

    @Test func pipesFoldersAndBrokenLinksAreNoFiles() throws {
        try write("config.json")
        try #require(mkfifo(model.appendingPathComponent("pipe.json").path, 0o600) == 0)
        try write("x", in: model.appendingPathComponent("folder.py"))
        try link("gone.json", to: folder.file("gone.json"))
        try link("loop.json", to: model.appendingPathComponent("loop.json"))
        let files = try CompanionFiles(model, indexed: false)
        #expect(files.files.map(\.name) == ["config.json"])
        #expect(files.leftOut == ["folder.py", "gone.json", "loop.json", "pipe.json"])
        try #require(mkfifo(model.appendingPathComponent("tokenizer.json").path, 0o600) == 0)
        let error = #expect(throws: UsageError.self) { try CompanionFiles(model, indexed: false) }
        #expect(error?.description.contains("tokenizer.json is no file") == true)
    }

    @Test("a saved model's config.json is the source's text with one field changed")
    func configurationKeepsItsText() throws {
        let source = Fixture.url("models/llama")
        let golden = try DecoderModel.load(source)
        try FileManager.default.removeItem(at: model)
        try FileManager.default.copyItem(at: source, to: model)
        let text = """
            {
              "model_type": "llama", "architectures": ["LlamaForCausalLM"],
              "rope_theta": 500000.0,   "attention_dropout": 0.0,
              "rope_scaling": {"rope_type": "yarn", "factor": 4.0, "beta_fast": 32.0},
              "rms_norm_eps": 1e-06, "torch_dtype": "bfloat16", "vocab_size": 96}

            """
        try Data(text.utf8).write(to: model.appendingPathComponent("config.json"))
        let out = folder.file("out")
        try golden.save(out, source: model)
        let saved = try Data(contentsOf: out.appendingPathComponent("config.json"))
        #expect(
            String(decoding: saved, as: UTF8.self)
                == text.replacingOccurrences(of: "bfloat16", with: "float32"))
    }

    @Test func aTrainedFolderKeepsWhatGoesWithItsSource() throws {
        let source = Fixture.url("models/llama")
        try FileManager.default.removeItem(at: model)
        try FileManager.default.copyItem(at: source, to: model)
        try write(
            "LICENSE", "USE_POLICY.md", "modeling_x.py", "README.md", "eval.py", "results.json")
        try write("tool_use.jinja", in: model.appendingPathComponent("additional_chat_templates"))
        let out = folder.file("out")
        try DecoderModel.load(source).save(out, source: model)
        let template = out.appendingPathComponent("additional_chat_templates/tool_use.jinja")
        #expect(try String(contentsOf: template, encoding: .utf8) == "tool_use.jinja")
        let names = try FileManager.default.contentsOfDirectory(atPath: out.path)
        #expect(Set(names).isSuperset(of: ["LICENSE", "USE_POLICY.md", "modeling_x.py"]))
        // A folder that is replaced has nothing else than what was put there.
        #expect(names.allSatisfy(ModelFolder.isPart))
        for stranger in ["README.md", "eval.py", "results.json", "notes.txt", "runs"] {
            #expect(!names.contains(stranger) && !ModelFolder.isPart(stranger))
        }
    }

    @Test(arguments: [
        (#"{"dtype": "bfloat16"}"#, #"{"dtype": "float32"}"#),
        (
            #"{"dtype": "a", "torch_dtype": "b"}"#,
            #"{"dtype": "float32", "torch_dtype": "float32"}"#
        ),
        (#"{"x": {"dtype": "b"}}"#, #"{"x": {"dtype": "b"},"torch_dtype": "float32"}"#),
    ])
    func theStoredTypeIsSetWhereItStands(_ before: String, _ after: String) throws {
        try Data(before.utf8).write(to: model.appendingPathComponent("config.json"))
        try DecoderModel.setStoredType(model, "float32")
        let text = try Data(contentsOf: model.appendingPathComponent("config.json"))
        #expect(String(decoding: text, as: UTF8.self) == after)
    }

    @Test func aNewConfigurationHasFloatsWhereTheyBelong() throws {
        let shape = ModelConfiguration(
            vocabularySize: 8, hiddenSize: 8, intermediateSize: 8, layers: 1, heads: 2,
            contextLength: 16)
        let text = String(
            decoding: try shape.llamaJSON(bosToken: nil, eosToken: 1), as: UTF8.self)
        #expect(text.contains("\"rope_theta\" : 10000.0"))
        #expect(text.contains("\"rms_norm_eps\" : 1e-06"))
        try Data(text.utf8).write(to: model.appendingPathComponent("config.json"))
        #expect(try ModelConfiguration(folder: model) == shape)
    }
}
