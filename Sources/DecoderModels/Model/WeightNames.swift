/// Hugging Face names and shapes of every parameter of a decoder, in order.
struct WeightNames {
    /// Name and shape; linear weights are [out, in].
    typealias Entry = (name: String, shape: [Int])

    static let embedding = "model.embed_tokens.weight"
    static let finalNorm = "model.norm.weight"
    static let head = "lm_head.weight"

    static func layer(_ index: Int, _ part: String) -> String { "model.layers.\(index).\(part)" }

    /// Names of the two norms of a block.
    static func norms(_ architecture: Architecture) -> (attention: String, mlp: String) {
        switch architecture.norms {
        case .before: ("input_layernorm.weight", "post_attention_layernorm.weight")
        case .after: ("post_attention_layernorm.weight", "post_feedforward_layernorm.weight")
        }
    }

    static func all(_ shape: ModelConfiguration) -> [Entry] {
        var list: [Entry] = [(embedding, [shape.vocabularySize, shape.hiddenSize])]
        for index in 0..<shape.layers {
            list += layerEntries(shape).map { (layer(index, $0.name), $0.shape) }
        }
        list.append((finalNorm, [shape.hiddenSize]))
        if !shape.tiesEmbeddings { list.append((head, [shape.vocabularySize, shape.hiddenSize])) }
        return list
    }

    static func layerEntries(_ shape: ModelConfiguration) -> [Entry] {
        let hidden = shape.hiddenSize
        let queryWidth = shape.heads * shape.headDim
        let keyWidth = shape.keyValueHeads * shape.headDim
        let (attentionNorm, mlpNorm) = norms(shape.architecture)
        var list: [Entry] = []
        func linear(_ name: String, _ out: Int, _ input: Int, bias: Bool) {
            list.append(("\(name).weight", [out, input]))
            if bias { list.append(("\(name).bias", [out])) }
        }
        linear("self_attn.q_proj", queryWidth, hidden, bias: shape.hasQueryKeyValueBias)
        linear("self_attn.k_proj", keyWidth, hidden, bias: shape.hasQueryKeyValueBias)
        linear("self_attn.v_proj", keyWidth, hidden, bias: shape.hasQueryKeyValueBias)
        linear("self_attn.o_proj", hidden, queryWidth, bias: shape.hasOutputBias)
        switch shape.architecture.queryKeyNorm {
        case .none: break
        case .perHead:
            list.append(("self_attn.q_norm.weight", [shape.headDim]))
            list.append(("self_attn.k_norm.weight", [shape.headDim]))
        case .wholeWidth:
            list.append(("self_attn.q_norm.weight", [queryWidth]))
            list.append(("self_attn.k_norm.weight", [keyWidth]))
        }
        linear("mlp.gate_proj", shape.intermediateSize, hidden, bias: shape.hasMLPBias)
        linear("mlp.up_proj", shape.intermediateSize, hidden, bias: shape.hasMLPBias)
        linear("mlp.down_proj", hidden, shape.intermediateSize, bias: shape.hasMLPBias)
        list.append((attentionNorm, [hidden]))
        list.append((mlpNorm, [hidden]))
        return list
    }
}
