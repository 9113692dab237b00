extension Architecture {
    /// Qwen2 and Qwen2.5 (Yang et al. 2024): Llama with biases on queries, keys and values.
    public static let qwen2 = Architecture(
        name: "qwen2", className: "Qwen2ForCausalLM", norms: .before, queryKeyNorm: .none,
        hasFixedQueryKeyValueBias: true, readsBiases: false, windows: .fromLayer,
        slidingLayersRotatePlainly: false)
}
