/// Hugging Face names and shapes of every parameter of a decoder, in order.
struct WeightNames {
    /// Name and shape; linear weights are [out, in].
    typealias Entry = (name: String, shape: [Int])

    static let embedding = "model.embed_tokens.weight"
    static let finalNorm = "model.norm.weight"
    static let lmHead = "lm_head.weight"

    static func layer(_ index: Int, _ part: String) -> String { "model.layers.\(index).\(part)" }

    /// Names of the two norms of a block.
    static func norms(_ architecture: Architecture) -> (attention: String, mlp: String) {
        switch architecture.norms {
        case .pre: ("input_layernorm.weight", "post_attention_layernorm.weight")
        case .post: ("post_attention_layernorm.weight", "post_feedforward_layernorm.weight")
        }
    }

    static func all(_ configuration: ModelConfiguration) -> [Entry] {
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
