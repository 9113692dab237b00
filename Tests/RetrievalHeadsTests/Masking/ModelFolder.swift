import Foundation
import TestSupport
import Torch

/// A Hugging Face folder of two layers with three heads of two numbers, hidden size 8, in two
/// shards. Its weights are bytes that never are zero.
struct ModelFolder {
    let url: URL
    var dtype = "BF16"
    var width = 2
    var outputShape = [8, 6]

    static let first = "model-00001-of-00002.safetensors"
    static let second = "model-00002-of-00002.safetensors"

    static func output(_ layer: Int) -> String { "model.layers.\(layer).self_attn.o_proj.weight" }

    /// Deterministic, different at neighbouring places, never 0.
    static func bytes(_ count: Int, _ seed: Int) -> [UInt8] {
        (0..<count).map { UInt8(($0 * 7 + seed * 13) % 255 + 1) }
    }

    func part(_ name: String, _ shape: [Int], seed: Int) -> SafeTensorsWriter.Part {
        let bytes = Self.bytes(shape.reduce(width, *), seed)
        return SafeTensorsWriter.Part(
            name: name, dtype: dtype, shape: shape, byteCount: bytes.count
        ) { write in try bytes.withUnsafeBytes { try write($0) } }
    }

    /// Layer 0 in the first shard, with a bias; layer 1 in the second.
    func write(config: String = Self.config) throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        let shards = [
            Self.first: [
                part("model.embed_tokens.weight", [5, 8], seed: 1),
                part(Self.output(0), outputShape, seed: 2),
                part("model.layers.0.self_attn.o_proj.bias", [8], seed: 3),
            ],
            Self.second: [
                part(Self.output(1), outputShape, seed: 4), part("model.norm.weight", [8], seed: 5),
            ],
        ]
        var map: [String: String] = [:]
        for (name, parts) in shards {
            try SafeTensorsWriter.write(parts: parts, to: file(name))
            for part in parts { map[part.name] = name }
        }
        let index = try JSONSerialization.data(withJSONObject: ["weight_map": map])
        try index.write(to: file("model.safetensors.index.json"))
        try Data(config.utf8).write(to: file("config.json"))
        for name in ["tokenizer.json", "chat_template.jinja", "generation_config.json"] {
            try Data(name.utf8).write(to: file(name))
        }
    }

    func file(_ name: String) -> URL { url.appendingPathComponent(name) }

    static let config =
        #"{"num_hidden_layers": 2, "num_attention_heads": 3, "head_dim": 2, "hidden_size": 8}"#
}
