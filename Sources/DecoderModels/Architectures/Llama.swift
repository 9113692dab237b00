extension Architecture {
    /// Llama 2 and 3 (Grattafiori et al. 2024): norms before attention and MLP, no norm of queries
    /// and keys, `llama3` rope scaling.
    public static let llama = Architecture(
        name: "llama", className: "LlamaForCausalLM", norms: .before, queryKeyNorm: .none,
        hasFixedQueryKeyValueBias: false, readsBiases: true, windows: .never,
        slidingLayersRotatePlainly: false)
}
