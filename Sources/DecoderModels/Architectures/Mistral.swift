extension Architecture {
    /// Mistral (Jiang et al. 2023): Llama with a sliding window in every layer, when config.json
    /// sets one.
    public static let mistral = Architecture(
        name: "mistral", className: "MistralForCausalLM", norms: .before, queryKeyNorm: .none,
        hasFixedQueryKeyValueBias: false, readsBiases: false, windows: .all,
        slidingLayersRotatePlainly: false)
}
