import Artifacts
import Foundation
import RetrievalHeads
import Storage
import TestSupport
import Testing
import Torch

@Suite struct MaskedCheckpointTests {
    let folder: TemporaryFolder
    let model: ModelFolder
    var out: URL { folder.file("masked") }
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.url.path)) ?? []).sorted()
    }

    init() throws {
        folder = try TemporaryFolder()
        model = ModelFolder(url: folder.file("model"))
    }

    func checkpoint(_ heads: String..., source: URL? = nil) -> MaskedCheckpoint {
        MaskedCheckpoint(
            source: source ?? model.url,
            mask: HeadMask(
                heads: heads.compactMap { HeadID($0) }, selection: "top 2", scores: "abc"),
            tool: "retmask test")
    }

    @Test(
        "exactly the heads' columns are zero, in every floating-point type",
        arguments: [("BF16", 2), ("F16", 2), ("F32", 4), ("F64", 8)])
    func columns(dtype: String, width: Int) throws {
        var model = model
        (model.dtype, model.width) = (dtype, width)
        try model.write()
        #expect(try checkpoint("0-2", "0-0", "1-1").write(to: out) == .written)
        for (layer, seed, silent) in [(0, 2, [0, 2]), (1, 4, [1])] {
            let shard = layer == 0 ? ModelFolder.first : ModelFolder.second
            let file = try SafeTensorsFile(out.appendingPathComponent(shard))
            let bytes = Array(try file.bytes(ModelFolder.output(layer)))
            var expected = ModelFolder.bytes(8 * 6 * width, seed)
            for row in 0..<8 {
                for head in silent {
                    for byte in 0..<2 * width { expected[(row * 6 + head * 2) * width + byte] = 0 }
                }
            }
            #expect(bytes == expected, "layer \(layer)")
            #expect(file.info(ModelFolder.output(layer))?.dtype == dtype)
        }
        // All other tensors are as they were, the bias included.
        let first = try SafeTensorsFile(out.appendingPathComponent(ModelFolder.first))
        #expect(
            Array(try first.bytes("model.layers.0.self_attn.o_proj.bias"))
                == ModelFolder.bytes(8 * width, 3))
        #expect(
            Array(try first.bytes("model.embed_tokens.weight"))
                == ModelFolder.bytes(40 * width, 1))
        #expect(first.metadata == ["format": "pt"])
    }

    @Test("without head_dim a head has its share of the hidden size")
    func sharedHiddenSize() throws {
        var model = model
        model.outputShape = [6, 6]
        try model.write(
            config:
                #"{"num_hidden_layers": 2, "num_attention_heads": 3, "hidden_size": 6, "head_dim": null}"#
        )
        try checkpoint("0-1").write(to: out)
        let file = try SafeTensorsFile(out.appendingPathComponent(ModelFolder.first))
        let bytes = try file.bytes(ModelFolder.output(0))
        // BF16: columns 2 and 3 of every row of 6.
        #expect((0..<72).filter { bytes[$0] == 0 } == (0..<72).filter { 4..<8 ~= $0 % 12 })
    }

    @Test("a record from before there were gates is one of zeroed heads")
    func recordWithoutGate() throws {
        try model.write()
        #expect(try checkpoint("0-1").write(to: out) == .written)
        let record = out.appendingPathComponent("retmask.json")
        var fields = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: record)) as? [String: Any])
        #expect(fields.removeValue(forKey: "gate") as? String == "zero")
        try JSONSerialization.data(withJSONObject: fields).write(to: record)
        #expect(try checkpoint("0-1").write(to: out) == .existed)
    }

    @Test("configuration and tokenizer are copied; weights of other formats are not")
    func otherFiles() throws {
        try model.write()
        for name in [
            "pytorch_model.bin", "pytorch_model.bin.index.json", "consolidated.safetensors",
            ".cache", "retmask.json", "tokenizer.model",
        ] {
            try Data(name.utf8).write(to: model.file(name))
        }
        for name in ["original", "additional_chat_templates"] {
            try FileManager.default.createDirectory(
                at: model.file(name), withIntermediateDirectories: true)
            try Data("x".utf8).write(to: model.file("\(name)/rag.jinja"))
        }
        try checkpoint("0-1").write(to: out)
        let names = try FileManager.default.contentsOfDirectory(atPath: out.path).sorted()
        #expect(
            names == [
                "additional_chat_templates", "chat_template.jinja", "config.json",
                "generation_config.json", ModelFolder.first, ModelFolder.second,
                "model.safetensors.index.json", "retmask.json", "tokenizer.json",
                "tokenizer.model",
            ])
        for name in [
            "chat_template.jinja", "config.json", "model.safetensors.index.json",
            ModelFolder.second, "additional_chat_templates/rag.jinja",
        ] {
            #expect(
                try Data(contentsOf: out.appendingPathComponent(name))
                    == Data(contentsOf: model.file(name)), "\(name)")
        }
    }

    @Test("the record says which heads, why, from what and by what")
    func record() throws {
        try model.write()
        try checkpoint("1-1", "0-2").write(to: out)
        let record = try AtomicFile.read(
            json: MaskProvenance.self, from: out.appendingPathComponent("retmask.json"))
        #expect(record.heads.map(\.description) == ["1-1", "0-2"])
        #expect(record.selection == "top 2" && record.scores == "abc")
        #expect(record.tool == "retmask test" && record.source == model.url.path)
        #expect(record.files["config.json"] == ModelFolder.config.utf8.count)
        #expect(record.files.count == 7)
    }

    @Test("a finished folder is not written again; a damaged, other or older one is refused")
    func existing() throws {
        try model.write()
        try checkpoint("0-1").write(to: out)
        #expect(try checkpoint("0-1").write(to: out) == .existed)

        let other = #expect(throws: UsageError.self) { try checkpoint("0-2").write(to: out) }
        #expect(other?.description.hasPrefix("\(out.path) exists and is not this model") == true)
        #expect(try checkpoint("0-1").write(to: out) == .existed)

        // The source was trained on: same sizes, other weights.
        var trained = try Data(contentsOf: model.file(ModelFolder.first))
        let entry = try #require(
            SafeTensorsFile(model.file(ModelFolder.first)).info(ModelFolder.output(0)))
        trained[entry.range.lowerBound] ^= 1
        try trained.write(to: model.file(ModelFolder.first))
        #expect(throws: UsageError.self) { try checkpoint("0-1").write(to: out) }
        #expect(try checkpoint("0-1").write(to: out, overwrite: true) == .written)

        // A file was cut off.
        try Data("x".utf8).write(to: out.appendingPathComponent("tokenizer.json"))
        #expect(throws: UsageError.self) { try checkpoint("0-1").write(to: out) }
    }

    @Test("overwriting replaces the whole folder, leaves nothing behind, and spares strangers")
    func overwriting() throws {
        try model.write()
        try checkpoint("0-1").write(to: out)
        try Data("x".utf8).write(to: out.appendingPathComponent("old.txt"))
        #expect(try checkpoint("0-2").write(to: out, overwrite: true) == .written)
        #expect(!FileManager.default.fileExists(atPath: out.appendingPathComponent("old.txt").path))
        #expect(try checkpoint("0-2").write(to: out) == .existed)
        #expect(names == ["masked", "model"])

        let home = folder.file("home")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        #expect(try checkpoint("0-1").write(to: home) == .written)
        try FileManager.default.removeItem(at: home.appendingPathComponent("config.json"))
        let stranger = #expect(throws: UsageError.self) {
            try checkpoint("0-1").write(to: home, overwrite: true)
        }
        #expect(
            stranger?.description == "\(home.path) is no model folder, so it is not replaced.")

        let own = #expect(throws: UsageError.self) {
            try checkpoint("0-1").write(to: model.url, overwrite: true)
        }
        #expect(
            own?.description
                == "\(model.url.path) would be written over \(model.url.path), which is read for it; give another output."
        )
        #expect(throws: UsageError.self) {
            try checkpoint("0-1").write(to: folder.url, overwrite: true)
        }
    }

    @Test("linking shares the shards in which nothing changes, and only those")
    func linking() throws {
        try model.write()
        try checkpoint("1-0").write(to: out, link: true)
        func node(_ url: URL) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: url.path)[.systemFileNumber] as? Int
        }
        for (name, isShared) in [
            (ModelFolder.first, true), (ModelFolder.second, false), ("config.json", false),
        ] {
            let shared = try node(out.appendingPathComponent(name)) == node(model.file(name))
            #expect(shared == isShared, "\(name)")
        }
        let untouched = try SafeTensorsFile(model.file(ModelFolder.second))
        #expect(
            Array(try untouched.bytes(ModelFolder.output(1))) == ModelFolder.bytes(96, 4))
    }

    @Test("a folder of links, as the Hugging Face cache has them, becomes a folder of files")
    func links() throws {
        try model.write()
        let cache = folder.file("snapshot")
        try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: model.url.path) {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o444], ofItemAtPath: model.file(name).path)
            try FileManager.default.createSymbolicLink(
                at: cache.appendingPathComponent(name), withDestinationURL: model.file(name))
        }
        try checkpoint("0-1", source: cache).write(to: out)
        for name in try FileManager.default.contentsOfDirectory(atPath: out.path) {
            let kind = try FileManager.default.attributesOfItem(
                atPath: out.appendingPathComponent(name).path)[.type]
            #expect(kind as? FileAttributeType == .typeRegular, "\(name)")
        }
        let file = try SafeTensorsFile(out.appendingPathComponent(ModelFolder.first))
        #expect(try file.bytes(ModelFolder.output(0)).contains(0))
        let original = try SafeTensorsFile(model.file(ModelFolder.first))
        #expect(try !original.bytes(ModelFolder.output(0)).contains(0))
    }

    @Test("what a killed run left is removed, also when the folder is there already")
    func leftovers() throws {
        try model.write()
        for _ in 0..<2 {
            for name in [".masked.0123456789ab.partial", ".masked.0123456789ab.replaced"] {
                try FileManager.default.createDirectory(
                    at: folder.file(name), withIntermediateDirectories: true)
            }
            try Data("mine".utf8).write(to: folder.file(".masked.notes.partial"))
            try checkpoint("0-1").write(to: out)
            #expect(names == [".masked.notes.partial", "masked", "model"])
        }
    }

    @Test("a folder that a kill left aside in the middle of a replacement comes back")
    func recovered() throws {
        try model.write()
        try checkpoint("0-1").write(to: out)
        let aside = folder.file(".masked.0123456789ab.replaced")
        try FileManager.default.moveItem(at: out, to: aside)
        // The next run fails before it could write another.
        #expect(throws: UsageError.self) { try checkpoint("0-0").write(to: out) }
        #expect(names == ["masked", "model"])
        #expect(try checkpoint("0-1").write(to: out) == .existed)
    }

    @Test("nothing is left when the folder cannot be made")
    func failure() throws {
        try model.write()
        // The output would be below a file.
        let below = model.file("config.json").appendingPathComponent("masked")
        #expect(throws: UsageError.self) { try checkpoint("0-1").write(to: below) }
        #expect(names == ["model"])
    }

    @Test("heads and weights that cannot be masked are named")
    func refusals() throws {
        try model.write()
        func sentence(_ heads: String...) -> String? {
            let error = #expect(throws: (any Error).self) {
                try MaskedCheckpoint(
                    source: model.url,
                    mask: HeadMask(heads: heads.compactMap { HeadID($0) }, selection: "by hand"),
                    tool: "t"
                ).write(to: out)
            }
            return (error as? any ToolError)?.description
        }
        #expect(
            sentence("0-1", "2-0")
                == "head 2-0 does not exist: the model has layers 0 to 1 with heads 0 to 2.")
        #expect(sentence("1-3")?.hasPrefix("head 1-3 does not exist") == true)
        #expect(sentence() == "no head to mask: select at least one.")

        try model.write(
            config:
                #"{"num_hidden_layers": 3, "num_attention_heads": 3, "head_dim": 2, "hidden_size": 8}"#
        )
        #expect(
            sentence("2-0")?.hasPrefix(
                "\(model.url.path) has no tensor model.layers.2.self_attn.o_proj.weight:") == true)
        try model.write(
            config:
                #"{"num_hidden_layers": 2, "num_attention_heads": 3, "head_dim": 4, "hidden_size": 8}"#
        )
        #expect(
            sentence("0-0")?.hasSuffix("has shape [8, 6], but config.json asks for [8, 12].")
                == true)
        try model.write(config: #"{"num_hidden_layers": 2, "hidden_size": 8}"#)
        #expect(
            sentence("0-0") == "\(model.file("config.json").path): num_attention_heads is missing.")
        try model.write(
            config: #"{"num_hidden_layers": 2, "num_attention_heads": 3, "hidden_size": 8}"#)
        #expect(sentence("0-0")?.hasSuffix("at hidden size 8 cannot be.") == true)
        var bytes = model
        (bytes.dtype, bytes.width) = ("I8", 1)
        try bytes.write()
        #expect(
            sentence("0-0")?.hasSuffix(
                "is stored as I8; heads can be masked in BF16, F16, F32, F64.") == true)
        #expect(names == ["model"])
    }
}
