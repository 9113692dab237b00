import Foundation
import Storage
package import Torch

/// Hugging Face names and shapes of every parameter of a decoder, in order.
package struct WeightNames {
    /// Name and shape; linear weights are [out, in].
    package typealias Entry = (name: String, shape: [Int])

    package static let embedding = "model.embed_tokens.weight"
    package static let finalNorm = "model.norm.weight"
    package static let lmHead = "lm_head.weight"

    static func layer(_ index: Int, _ part: String) -> String { "model.layers.\(index).\(part)" }

    /// Names of the two norms of a block.
    static func norms(_ architecture: Architecture) -> (attention: String, mlp: String) {
        switch architecture.norms {
        case .pre: ("input_layernorm.weight", "post_attention_layernorm.weight")
        case .post: ("post_attention_layernorm.weight", "post_feedforward_layernorm.weight")
        }
    }

    package static func all(_ configuration: ModelConfiguration) -> [Entry] {
        var list: [Entry] = [(embedding, [configuration.vocabularySize, configuration.hiddenSize])]
        for index in 0..<configuration.layers {
            list += layerEntries(configuration).map { (layer(index, $0.name), $0.shape) }
        }
        list.append((finalNorm, [configuration.hiddenSize]))
        if !configuration.tiesEmbeddings {
            list.append((lmHead, [configuration.vocabularySize, configuration.hiddenSize]))
        }
        return list
    }

    static func layerEntries(_ configuration: ModelConfiguration) -> [Entry] {
        let hidden = configuration.hiddenSize
        let queryWidth = configuration.heads * configuration.headDim
        let keyWidth = configuration.keyValueHeads * configuration.headDim
        let (attentionNorm, mlpNorm) = norms(configuration.architecture)
        var list: [Entry] = []
        func linear(_ name: String, _ out: Int, _ input: Int, bias: Bool) {
            list.append(("\(name).weight", [out, input]))
            if bias { list.append(("\(name).bias", [out])) }
        }
        linear("self_attn.q_proj", queryWidth, hidden, bias: configuration.hasQueryKeyValueBias)
        linear("self_attn.k_proj", keyWidth, hidden, bias: configuration.hasQueryKeyValueBias)
        linear("self_attn.v_proj", keyWidth, hidden, bias: configuration.hasQueryKeyValueBias)
        linear("self_attn.o_proj", hidden, queryWidth, bias: configuration.hasOutputBias)
        switch configuration.architecture.queryKeyNorm {
        case .none: break
        case .perHead:
            list.append(("self_attn.q_norm.weight", [configuration.headDim]))
            list.append(("self_attn.k_norm.weight", [configuration.headDim]))
        case .wholeWidth:
            list.append(("self_attn.q_norm.weight", [queryWidth]))
            list.append(("self_attn.k_norm.weight", [keyWidth]))
        }
        linear(
            "mlp.gate_proj", configuration.intermediateSize, hidden, bias: configuration.hasMLPBias)
        linear(
            "mlp.up_proj", configuration.intermediateSize, hidden, bias: configuration.hasMLPBias)
        linear(
            "mlp.down_proj", hidden, configuration.intermediateSize, bias: configuration.hasMLPBias)
        list.append((attentionNorm, [hidden]))
        list.append((mlpNorm, [hidden]))
        return list
    }
}

/// The names of a decoder's parameters in a checkpoint, which may carry the prefix of a wrapper.
///
/// Read are names without `model.` (a base model's, as transformers reads them) and those that
/// `torch.compile`, data parallelism, FSDP and merged PEFT models leave: `_orig_mod.`, `module.`,
/// `_fsdp_wrapped_module.`, `_checkpoint_wrapped_module.`, `base_model.model.`.
package struct StoredNames {
    private var stored: [String: String]

    /// - Throws: `DataError` for two tensors that would be the same parameter, and for adapters that
    ///   are not merged.
    package init(_ weights: SafeTensorsFolder) throws {
        var stored: [String: String] = [:]
        for name in weights.names {
            if let part = [".lora_A.", ".lora_B.", ".base_layer."].first(where: name.contains) {
                throw DataError(
                    "\(weights.path): \(name) has \(part.dropFirst().dropLast()) in its name: the weights hold an adapter that is not merged; merge it (PEFT's merge_and_unload) and save the model again."
                )
            }
            let plain = Self.plain(name)
            if let other = stored.updateValue(name, forKey: plain) {
                throw DataError(
                    "\(weights.path): the weights have \(other) and \(name), which both would be \(plain)."
                )
            }
        }
        self.stored = stored
    }

    /// For a model of this configuration: where embedding and output layer are tied, one of them is enough.
    ///
    /// - Throws: `DataError` also when both are there and differ: transformers 5 then uses the output
    ///   layer, transformers 4 does not.
    init(_ weights: SafeTensorsFolder, _ configuration: ModelConfiguration) throws {
        try self.init(weights)
        guard configuration.tiesEmbeddings, let lmHead = stored[WeightNames.lmHead] else { return }
        guard let embedding = stored[WeightNames.embedding] else {
            stored[WeightNames.embedding] = lmHead
            return
        }
        guard try Self.areEqual(weights.bytes(lmHead), weights.bytes(embedding)) else {
            throw DataError(
                "\(weights.path): tie_word_embeddings is true, but \(lmHead) and \(embedding) differ: transformers 5 uses the first for the output, transformers 4 the second; set tie_word_embeddings to false, or remove \(lmHead)."
            )
        }
    }

    /// Byte by byte, gigabytes at the speed of memory.
    private static func areEqual(
        _ one: UnsafeRawBufferPointer, _ two: UnsafeRawBufferPointer
    ) -> Bool {
        guard one.count == two.count else { return false }
        guard let first = one.baseAddress, let second = two.baseAddress else { return true }
        return memcmp(first, second, one.count) == 0
    }

    /// The name in the checkpoint of the parameter that transformers calls `name`; nil when it is not there.
    package subscript(_ name: String) -> String? { stored[name] }

    /// As transformers calls a parameter.
    static func plain(_ name: String) -> String {
        let wrappers: Set<Substring> = [
            "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module", "_forward_module",
        ]
        var parts = name.split(separator: ".", omittingEmptySubsequences: false)
            .filter { !wrappers.contains($0) }[...]
        while true {
            if parts.first == "module" {
                parts = parts.dropFirst()
            } else if parts.starts(with: ["base_model", "model"]) {
                parts = parts.dropFirst(2)
            } else if parts.starts(with: ["model", "model"])
                || parts.starts(with: ["model", "lm_head"])
            {
                parts = parts.dropFirst()
            } else {
                break
            }
        }
        if let first = parts.first, ["embed_tokens", "layers", "norm"].contains(first) {
            parts = ["model"] + parts
        }
        return parts.joined(separator: ".")
    }
}
