extension Architecture {
    /// OLMo 3 (Ai2 2025): norms after attention and MLP, inside the residual branch; queries and
    /// keys are normed over their whole width; three of four layers look back a window only, and
    /// those rotate without yarn.
    public static let olmo3 = Architecture(
        name: "olmo3", className: "Olmo3ForCausalLM", norms: .after, queryKeyNorm: .wholeWidth,
        hasFixedQueryKeyValueBias: false, readsBiases: true, windows: .threeOfFour,
        slidingLayersRotatePlainly: true)
}
