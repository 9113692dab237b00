import Artifacts
import Foundation
import RetrievalHeads
import Storage
import TestSupport
import Testing
import Torch

/// Masking folders that other tools left as they are.
@Suite struct MaskedFolderTests {
    let folder: TemporaryFolder
    let model: ModelFolder
    var out: URL { folder.file("masked") }

    init() throws {
        folder = try TemporaryFolder()
        model = ModelFolder(url: folder.file("model"))
        try model.write()
    }

    func mask(_ heads: String...) throws {
        try MaskedCheckpoint(
            source: model.url,
            mask: HeadMask(heads: heads.compactMap { HeadID($0) }, selection: "by hand"),
            tool: "t"
        ).write(to: out)
    }

    func message(_ heads: String...) -> String {
        do {
            try mask("0-0")
            return "no error"
        } catch { return error is DataError ? "\(error)" : "not a DataError: \(error)" }
    }

    func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    /// Whether the second head's columns (BF16, three heads of two numbers) and only those are zero.
    func isMasked(_ file: String, _ tensor: String) throws -> Bool {
        let file = try SafeTensorsFile(out.appendingPathComponent(file))
        let bytes = try file.bytes(tensor)
        return (0..<96).filter { bytes[$0] == 0 } == (0..<96).filter { 4..<8 ~= $0 % 12 }
    }

    @Test("the single file is masked, and a stale index and its shards stay behind")
    func staleIndex() throws {
        try SafeTensorsWriter.write(
            parts: [
                model.part(ModelFolder.output(0), [8, 6], seed: 7),
                model.part(ModelFolder.output(1), [8, 6], seed: 8),
            ], to: model.file("model.safetensors"))
        try mask("0-1", "1-1")
        #expect(
            try names(out) == [
                "chat_template.jinja", "config.json", "generation_config.json",
                "model.safetensors", "retmask.json", "tokenizer.json",
            ])
        #expect(try isMasked("model.safetensors", ModelFolder.output(0)))
        #expect(try isMasked("model.safetensors", ModelFolder.output(1)))
    }

    @Test(
        "names of compiled, parallel and base models",
        arguments: ["_orig_mod.model.", "module.model.", "", "base_model.model.model."])
    func wrappedNames(prefix: String) throws {
        let tensors = (0..<2).map { "\(prefix)layers.\($0).self_attn.o_proj.weight" }
        try SafeTensorsWriter.write(
            parts: tensors.enumerated().map { model.part($1, [8, 6], seed: $0 + 1) },
            to: model.file("model.safetensors"))
        try mask("0-1", "1-1")
        for tensor in tensors { #expect(try isMasked("model.safetensors", tensor)) }
    }

    @Test("a tensor that two shards hold is masked in both")
    func twoShards() throws {
        let twice = model.part(ModelFolder.output(0), [8, 6], seed: 2)
        try SafeTensorsWriter.write(
            parts: [model.part(ModelFolder.output(1), [8, 6], seed: 4), twice],
            to: model.file(ModelFolder.second))
        try FileManager.default.removeItem(at: model.file("model.safetensors.index.json"))
        let map = [
            ModelFolder.output(0): ModelFolder.first, ModelFolder.output(1): ModelFolder.second,
        ]
        try JSONSerialization.data(withJSONObject: ["weight_map": map])
            .write(to: model.file("model.safetensors.index.json"))
        try mask("0-1")
        #expect(try isMasked(ModelFolder.first, ModelFolder.output(0)))
        #expect(try isMasked(ModelFolder.second, ModelFolder.output(0)))
    }

    @Test("config.json is copied byte by byte")
    func configuration() throws {
        let text =
            "{\"num_hidden_layers\": 2,  \"num_attention_heads\": 3, \"head_dim\": 2, "
            + "\"hidden_size\": 8, \"rope_theta\": 10000.0, \"rms_norm_eps\": 1e-06}"
        try Data(text.utf8).write(to: model.file("config.json"))
        try mask("0-1")
        #expect(try Data(contentsOf: out.appendingPathComponent("config.json")) == Data(text.utf8))
    }

    @Test("extreme sizes are named with their range")
    func extremes() throws {
        let sizes = [
            "num_hidden_layers": 2, "num_attention_heads": 3, "head_dim": 2, "hidden_size": 8,
        ]
        for field in sizes.keys.sorted() {
            for edge in [
                "-9223372036854775808", "-1", "0", "1.5", "4294967296", "4611686018427387904",
                "9223372036854775807", "18446744073709551616", "1e300", "\"2\"",
            ] {
                let rest = sizes.filter { $0.key != field }.map { "\"\($0.key)\": \($0.value)" }
                let text = "{\((rest + ["\"\(field)\": \(edge)"]).joined(separator: ", "))}"
                try Data(text.utf8).write(to: model.file("config.json"))
                let said = message("0-0")
                #expect(
                    said.contains("\(field) is") && said.contains("from 1 to"),
                    "\(field) \(edge): \(said)")
            }
        }
        #expect(try names(folder.url) == ["model"])
    }
}
