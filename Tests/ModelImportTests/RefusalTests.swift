import Foundation
import GGUF
import Storage
import TestSupport
import Testing
import Torch

@testable import ModelImport

/// What is not computed here is refused by its name, before anything is written.
@Suite struct RefusalTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func sentence(
        _ fixture: String = "gguf/models/llama.gguf", as type: DType = .float32,
        _ change: (inout EditedFile) -> Void
    ) throws -> String {
        var file = try EditedFile(fixture)
        change(&file)
        let url = try file.write(to: folder.file("x.gguf"))
        do {
            try GGUFImport(url).write(to: folder.file("out"), as: type)
            try FileManager.default.removeItem(at: folder.file("out"))
            return "written"
        } catch let problem as any ToolError {
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
            #expect(left == ["x.gguf"], "\(left)")
            return problem.description
        }
    }

    @Test func theFileAsItIsIsWritten() throws {
        #expect(try sentence { _ in } == "written")
    }

    @Test(
        arguments: [
            (
                "general.architecture", GGUFValue.string("gemma3"),
                "architecture \"gemma3\" is not one of llama, qwen2, qwen3, olmo2"
            ),
            ("llama.expert_count", .uint32(8), "llama.expert_count is 8, and mixtures of experts"),
            ("llama.block_count", .uint32(0), "llama.block_count is 0 but should be from 1"),
            ("llama.block_count", .string("2"), "llama.block_count is no whole number"),
            ("llama.block_count", .uint32(3), "blk.2.attn_q.weight is missing"),
            ("llama.block_count", .uint32(1), "blk.1.attn_norm.weight has no place in a llama"),
            (
                "llama.attention.head_count_kv", .array(.uint32, [.uint32(2), .uint32(1)]),
                "llama.attention.head_count_kv differs between layers"
            ),
            ("llama.embedding_length", .uint32(64), "token_embd.weight has shape [96, 32] but"),
            (
                "llama.vocab_size", .uint32(97),
                "llama.vocab_size is 97, but token_embd.weight has 96"
            ),
            (
                "llama.rope.dimension_count", .uint32(4),
                "llama.rope.dimension_count is 4, but heads"
            ),
            ("llama.attention.value_length", .uint32(16), "value_length is 16, but keys have 8"),
            (
                "llama.attention.scale", .float32(0.5),
                "llama.attention.scale is 0.5, which may change"
            ),
            (
                "llama.attention.scale", .float32(1),
                "llama.attention.scale is 1, which may change"
            ),
            ("llama.attention.causal", .bool(false), "llama.attention.causal is false, which may"),
            ("llama.rope.scaling.type", .string("longrope"), "rope.scaling.type is \"longrope\""),
            ("llama.rope.freq_base", .float32(.nan), "rope.freq_base is no finite number"),
            (
                "tokenizer.ggml.model", .string("llama"),
                "tokenizer \"llama\" (SentencePiece) is not"
            ),
            (
                "tokenizer.chat_template", .string("{% for m in messages %}\n{{ m.content }"),
                "x.gguf: tokenizer.chat_template"
            ),
            (
                "tokenizer.ggml.pre", .string("gpt-4o"),
                "pre-tokenizer \"gpt-4o\" is not one of default"
            ),
            (
                "tokenizer.ggml.eos_token_id", .uint32(96),
                "eos_token_id is 96, but there are 96 tokens"
            ),
            ("tokenizer.ggml.add_bos_token", .uint32(1), "add_bos_token is no truth value"),
            (
                "tokenizer.ggml.token_type", .array(.int32, [.int32(1)]),
                "has 1 values for 96 tokens"
            ),
            (
                "tokenizer.ggml.merges", .array(.string, [.string("in")]),
                "the merge \"in\" is no pair"
            ),
            (
                "tokenizer.ggml.merges", .array(.string, [.string("i nn")]),
                "the merge \"i nn\" is of tokens that are not there"
            ),
        ] as [(String, GGUFValue, String)])
    func aKey(_ key: String, _ value: GGUFValue, _ part: String) throws {
        let text = try sentence { $0[key] = value }
        #expect(text.contains(part) && text.hasSuffix("."), "\(text)")
    }

    @Test(arguments: [
        ("llama.block_count", "has no llama.block_count"),
        ("llama.attention.layer_norm_rms_epsilon", "has no llama.attention.layer_norm_rms_epsilon"),
        ("general.architecture", "has no general.architecture"),
        ("tokenizer.ggml.model", "has no tokenizer"),
        ("tokenizer.ggml.tokens", "has no list tokenizer.ggml.tokens"),
        ("tokenizer.ggml.merges", "has no list tokenizer.ggml.merges"),
    ]) func aMissingKey(_ key: String, _ part: String) throws {
        let text = try sentence { $0[key] = nil }
        #expect(text.contains(part), "\(text)")
    }

    /// What says nothing is not in the way.
    @Test(
        arguments: [
            ("llama.expert_count", .uint32(0)), ("llama.attention.scale", .float32(0)),
            ("llama.logit_scale", .float32(1)), ("llama.attention.causal", .bool(true)),
            ("llama.tensor_data_layout", .string("Meta AI original pth")),
            ("llama.rope.scaling.type", .string("none")),
        ] as [(String, GGUFValue)])
    func aKeyThatSaysNothing(_ key: String, _ value: GGUFValue) throws {
        #expect(try sentence { $0[key] = value } == "written")
    }

    @Test func tensors() throws {
        var text = try sentence { $0.tensors.removeAll { $0.name == "output_norm.weight" } }
        #expect(text.contains("output_norm.weight is missing"))
        text = try sentence { $0.set("blk.0.attn_sinks.weight", shape: [4], floats: [1, 2, 3, 4]) }
        #expect(text.contains("blk.0.attn_sinks.weight has no place in a llama"))
        text = try sentence {
            $0.set("rope_freqs.weight", shape: [4], floats: [1, 3, 2, 8])
        }
        #expect(text.contains("rope_freqs.weight has factors that are not those of Llama 3.1's"))
        text = try sentence { $0.set("rope_freqs.weight", shape: [2], floats: [1, 3]) }
        #expect(text.contains("rope_freqs.weight has shape [2] but should have [4]"))
        text = try sentence("gguf/other-types.gguf") { $0["general.architecture"] = nil }
        #expect(text.contains("general.architecture"))
    }

    @Test func numbersThatCannotBeStored() throws {
        func with(_ number: Float, _ type: DType) throws -> String {
            try sentence(as: type) {
                var norm = [Float](repeating: 1, count: 32)
                norm[7] = number
                $0.set("output_norm.weight", shape: [32], floats: norm)
            }
        }
        for type in [DType.float32, .bfloat16, .float16] {
            #expect(try with(.nan, type).contains("output_norm.weight has nan, which is no finite"))
            #expect(try with(.infinity, type).contains("has inf, which is no finite number"))
        }
        #expect(try with(70_000, .float32) == "written")
        #expect(try with(70_000, .bfloat16) == "written")
        #expect(
            try with(70_000, .float16).hasSuffix(
                "output_norm.weight has 70000.0, which is outside the range of float16; give --dtype float32 or bfloat16."
            ))
        #expect(
            try with(.greatestFiniteMagnitude, .bfloat16).contains("outside the range of bfloat16"))
    }

    @Test func partsOfAModel() throws {
        let names = (1...3).map { String(format: "sharded-%05d-of-00003.gguf", $0) }
        for name in names {
            try FileManager.default.copyItem(
                at: Fixture.url("gguf/models/\(name)"), to: folder.file(name))
        }
        func sentence(_ name: String) -> String {
            do {
                _ = try GGUFImport(folder.file(name))
                return "read"
            } catch { return "\(error)" }
        }
        #expect(sentence(names[0]) == "read")
        #expect(sentence(names[1]).contains("is part 2 of 3: give the first one"))
        try FileManager.default.copyItem(at: folder.file(names[0]), to: folder.file("a.gguf"))
        #expect(sentence("a.gguf").contains("its name does not end in -00001-of-00003.gguf"))
        try FileManager.default.removeItem(at: folder.file(names[2]))
        #expect(sentence(names[0]).contains("of which \(names[2]) is not beside it"))
        try FileManager.default.copyItem(at: folder.file(names[1]), to: folder.file(names[2]))
        #expect(sentence(names[0]).contains("should be part 3 of 3, but its metadata"))
    }
}
