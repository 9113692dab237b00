extension Architecture {
    /// Llama 2 and 3 (Grattafiori et al. 2024): norms before attention and MLP, no norm of queries
    /// and keys, `llama3` rope scaling.
    public static let llama = Architecture(
        name: "llama", className: "LlamaForCausalLM", norms: .pre, queryKeyNorm: .none,
        hasFixedQueryKeyValueBias: false, readsBiases: true, windows: .never,
        slidingLayersIgnoreRopeScaling: false)

    /// Mistral (Jiang et al. 2023): Llama with a sliding window in every layer, when config.json
    /// sets one.
    public static let mistral = Architecture(
        name: "mistral", className: "MistralForCausalLM", norms: .pre, queryKeyNorm: .none,
        hasFixedQueryKeyValueBias: false, readsBiases: false, windows: .all,
        slidingLayersIgnoreRopeScaling: false)

    /// OLMo 3 (Ai2 2025): norms after attention and MLP, inside the residual branch; queries and
    /// keys are normed over their whole width; three of four layers look back a window only, and
    /// those rotate without yarn.
    public static let olmo3 = Architecture(
        name: "olmo3", className: "Olmo3ForCausalLM", norms: .post, queryKeyNorm: .wholeWidth,
        hasFixedQueryKeyValueBias: false, readsBiases: true, windows: .threeOfFour,
        slidingLayersIgnoreRopeScaling: true)

    /// Qwen2 and Qwen2.5 (Yang et al. 2024): Llama with biases on queries, keys and values.
    public static let qwen2 = Architecture(
        name: "qwen2", className: "Qwen2ForCausalLM", norms: .pre, queryKeyNorm: .none,
        hasFixedQueryKeyValueBias: true, readsBiases: false, windows: .fromLayer,
        slidingLayersIgnoreRopeScaling: false)

    /// Qwen3 (Yang et al. 2025): queries and keys are normed head by head before rotation;
    /// `head_dim` need not be hidden size / heads.
    public static let qwen3 = Architecture(
        name: "qwen3", className: "Qwen3ForCausalLM", norms: .pre, queryKeyNorm: .perHead,
        hasFixedQueryKeyValueBias: false, readsBiases: true, windows: .fromLayer,
        slidingLayersIgnoreRopeScaling: false)
}
