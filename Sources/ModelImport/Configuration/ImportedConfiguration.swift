import DecoderModels
import Foundation
import GGUF
import Storage
import Torch

/// config.json of a model, from the metadata of its GGUF file.
struct ImportedConfiguration {
    /// Its text without the type of the weights and the ids of special tokens.
    private let members: [(String, JSONValue)]
    /// The text as it is read here.
    let configuration: ModelConfiguration
    /// Whether llama.cpp has put the rows of queries and keys into another order.
    let permutes: Bool

    /// llama.cpp's names of what is computed here.
    static let architectures = ["llama", "qwen2", "qwen3", "olmo2"]

    /// - Throws: `DataError` naming an architecture that is not computed, and what is missing, out of range
    ///   or not read.
    init(_ parts: GGUFParts) throws {
        let known = Self.architectures.joined(separator: ", ")
        guard let name = parts["general.architecture"]?.string else {
            throw DataError("\(parts.path): the metadata has no general.architecture.")
        }
        guard Self.architectures.contains(where: name.isExactly) else {
            throw DataError(
                "\(parts.path): architecture \"\(name)\" is not one of \(known), which are computed here."
            )
        }
        let fields = ArchitectureFields(parts, architecture: name)
        if let experts = fields["expert_count"]?.int, experts > 0 {
            throw fields.problem(
                "expert_count", "is \(experts), and mixtures of experts are not computed here")
        }
        let shape = try Shape(fields)
        let rotation = try Rotation(fields, headDim: shape.headDim)
        let windows = try Windows(fields, layers: shape.layers)
        let architecture = windows.architecture(name)
        permutes = name.isExactly("llama")
        members =
            [
                ("architectures", .array([.string(architecture.className)])),
                ("model_type", .string(architecture.name)),
            ] + shape.members(architecture) + [
                ("rope_theta", .double(rotation.theta)),
                ("rope_scaling", rotation.scaling ?? .null),
                ("rms_norm_eps", .double(try Self.epsilon(fields))),
            ] + windows.members(architecture) + Self.biases(parts, architecture) + [
                ("tie_word_embeddings", .bool(parts.info("output.weight") == nil))
            ]
        try fields.checkRest()
        let file = URL(fileURLWithPath: parts.path)
        configuration = try ModelConfiguration(
            json: Data(JSONValue.members(members).text.utf8), file: file)
    }

    /// The file's text.
    func text(type: DType, tokens: [(String, JSONValue)]) -> String {
        JSONValue.members(members + tokens + [("torch_dtype", .string("\(type)"))]).lines
    }

    private static func epsilon(_ fields: ArchitectureFields) throws -> Double {
        guard let epsilon = try fields.number("attention.layer_norm_rms_epsilon") else {
            throw DataError(
                "\(fields.parts.path): the metadata has no \(fields.architecture).attention.layer_norm_rms_epsilon."
            )
        }
        return epsilon
    }

    /// Whether there are biases is said by the tensors alone.
    private static func biases(
        _ parts: GGUFParts, _ architecture: Architecture
    ) -> [(String, JSONValue)] {
        func has(_ name: String) -> JSONValue { .bool(parts.info("blk.0.\(name).bias") != nil) }
        switch architecture {
        case .llama:
            return [("attention_bias", has("attn_q")), ("mlp_bias", has("ffn_down"))]
        case .qwen3, .olmo3: return [("attention_bias", has("attn_q"))]
        default: return []
        }
    }
}

/// The sizes of a model.
private struct Shape {
    let vocabulary: Int
    let hidden: Int
    let intermediate: Int
    let layers: Int
    let heads: Int
    let keyValueHeads: Int
    let headDim: Int
    let positions: Int

    init(_ fields: ArchitectureFields) throws {
        func needed(_ key: String, _ field: SizeField) throws -> Int {
            try fields.needed(key, field.range)
        }
        hidden = try needed("embedding_length", .hidden)
        intermediate = try needed("feed_forward_length", .intermediate)
        layers = try needed("block_count", .layers)
        heads = try needed("attention.head_count", .heads)
        keyValueHeads =
            try fields.count("attention.head_count_kv", SizeField.keyValueHeads.range) ?? heads
        positions = try needed("context_length", .positions)
        let key = try fields.count("attention.key_length", SizeField.headDim.range)
        guard key != nil || hidden % heads == 0 else {
            throw fields.problem(
                "attention.head_count",
                "is \(heads), which does not divide the width, \(hidden), and there is no key_length"
            )
        }
        headDim = key ?? hidden / heads
        let value = try fields.count("attention.value_length", SizeField.headDim.range) ?? headDim
        guard value == headDim else {
            throw fields.problem(
                "attention.value_length",
                "is \(value), but keys have \(headDim) numbers, and here both have the same")
        }
        guard let rows = fields.parts.info("token_embd.weight")?.shape.first else {
            throw DataError("\(fields.parts.path) has no tensor token_embd.weight.")
        }
        vocabulary = rows
        if let named = try fields.count("vocab_size", SizeField.vocabulary.range), named != rows {
            throw fields.problem(
                "vocab_size", "is \(named), but token_embd.weight has \(rows) rows")
        }
    }

    func members(_ architecture: Architecture) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [
            ("vocab_size", .int(vocabulary)), ("hidden_size", .int(hidden)),
            ("intermediate_size", .int(intermediate)), ("num_hidden_layers", .int(layers)),
            ("num_attention_heads", .int(heads)), ("num_key_value_heads", .int(keyValueHeads)),
            ("max_position_embeddings", .int(positions)), ("hidden_act", .string("silu")),
        ]
        // Qwen3's is 128 where config.json is silent.
        if architecture == .qwen3 || headDim * heads != hidden {
            members.append(("head_dim", .int(headDim)))
        }
        return members
    }
}
