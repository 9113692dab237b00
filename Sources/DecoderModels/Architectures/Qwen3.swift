extension Architecture {
    /// Qwen3 (Yang et al. 2025): queries and keys are normed head by head before rotation;
    /// `head_dim` need not be hidden size / heads.
    public static let qwen3 = Architecture(
        name: "qwen3", className: "Qwen3ForCausalLM", norms: .before, queryKeyNorm: .perHead,
        hasFixedQueryKeyValueBias: false, readsBiases: true, windows: .fromLayer,
        slidingLayersRotatePlainly: false)
}
