import DecoderModels
import GGUF
import Storage
import Torch

/// A parameter of the new folder and where its numbers are in the GGUF file.
struct ImportedTensor: Sendable {
    /// As transformers calls it.
    let name: String
    /// [out, in] of linear weights.
    let shape: [Int]
    /// As llama.cpp calls it.
    let source: String
    /// Heads whose rows llama.cpp has put into another order; nil where they are as they were.
    let permutedHeads: Int?

    /// Numbers in it.
    var count: Int { shape.reduce(1, *) }

    /// The row of the file that is row `row` here.
    ///
    /// llama.cpp rotates neighbouring numbers of a query or key, transformers those that are half a head
    /// apart, so the convert script puts them side by side: [head, 2, half] becomes [head, half, 2].
    func sourceRow(_ row: Int) -> Int {
        guard let permutedHeads else { return row }
        let size = shape[0] / permutedHeads
        let (head, within) = (row / size, row % size)
        return head * size + within % (size / 2) * 2 + within / (size / 2)
    }
}

/// The parameters of a model, each with its place in the file.
struct TensorPlan {
    let tensors: [ImportedTensor]

    /// - Throws: `DataError` naming tensors that are missing, of another shape or a type that is not read,
    ///   and those that would be left over.
    init(_ parts: GGUFParts, _ configuration: ModelConfiguration, permutes: Bool) throws {
        tensors = WeightNames.all(configuration).map { name, shape in
            ImportedTensor(
                name: name, shape: shape, source: Self.source(name, configuration.architecture),
                permutedHeads: permutes ? Self.heads(name, configuration) : nil)
        }
        var problems: [String] = []
        for tensor in tensors {
            guard let found = parts.info(tensor.source) else {
                problems.append("\(tensor.source) is missing")
                continue
            }
            if found.shape != tensor.shape {
                problems.append(
                    "\(tensor.source) has shape \(found.shape) but the metadata says \(tensor.shape)"
                )
            }
            if !found.type.isRead {
                problems.append(
                    "\(tensor.source) is stored as \(found.type.name), and read are \(GGMLType.namesOfRead)"
                )
            }
        }
        let known = Set(tensors.map { ExactText($0.source) } + [ExactText(RopeFactors.tensor)])
        for tensor in parts.tensors where !known.contains(ExactText(tensor.name)) {
            problems.append("\(tensor.name) has no place in a \(configuration.architecture.name)")
        }
        guard !problems.isEmpty else { return }
        let rest = problems.count > 3 ? "; and \(problems.count - 3) more" : ""
        throw DataError(
            "\(parts.path): \(problems.prefix(3).joined(separator: "; "))\(rest).")
    }

    private static func heads(_ name: String, _ configuration: ModelConfiguration) -> Int? {
        if name.contains(".q_proj.") { return configuration.heads }
        return name.contains(".k_proj.") ? configuration.keyValueHeads : nil
    }

    /// llama.cpp's name of a parameter.
    static func source(_ name: String, _ architecture: Architecture) -> String {
        switch name {
        case WeightNames.embedding: return "token_embd.weight"
        case WeightNames.finalNorm: return "output_norm.weight"
        case WeightNames.lmHead: return "output.weight"
        default: break
        }
        // model.layers.12.self_attn.q_proj.weight
        let words = name.split(separator: ".").map(String.init)
        let layer = words[2]
        let part = words[3..<words.count - 1].joined(separator: ".")
        let other =
            architecture.norms == .post
            ? [
                "post_attention_layernorm": "post_attention_norm",
                "post_feedforward_layernorm": "post_ffw_norm",
            ]  // exact: our own names
            : ["input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"]
        let found = parts[part] ?? other[part] ?? part
        return "blk.\(layer).\(found).\(words[words.count - 1])"
    }

    private static let parts = [
        "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output", "self_attn.q_norm": "attn_q_norm",
        "self_attn.k_norm": "attn_k_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
        "mlp.down_proj": "ffn_down",
    ]
}
