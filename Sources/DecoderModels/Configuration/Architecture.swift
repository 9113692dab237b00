/// The differences between families of decoders; the families themselves are the values below.
public struct Architecture: Sendable, Equatable {
    /// `model_type` in config.json.
    public let name: String
    /// `architectures[0]` in config.json.
    public let className: String
    /// The place of the norms of a block.
    package let norms: Norms
    /// The norm of queries and keys before attention.
    package let queryKeyNorm: QueryKeyNorm
    /// Biases that the family has whatever `attention_bias` says.
    let hasFixedQueryKeyValueBias: Bool
    /// Whether `attention_bias` and `mlp_bias` are read.
    let readsBiases: Bool
    /// The layers that look back a window only, where config.json has no `layer_types`.
    let windows: Windows
    /// Sliding layers rotate without the scaling of `rope_scaling`.
    let slidingLayersIgnoreRopeScaling: Bool

    package enum Norms: Sendable {
        /// Before attention and MLP.
        case pre
        /// After them, inside the residual branch.
        case post
    }
    package enum QueryKeyNorm: Sendable { case none, perHead, wholeWidth }
    enum Windows: Sendable {
        /// `sliding_window` applies to every layer.
        case all
        /// `use_sliding_window` turns it on, from layer `max_window_layers` on.
        case fromLayer
        /// Every fourth layer sees everything.
        case threeOfFour
        case never
    }

    // Defaults of transformers for fields that config.json leaves out.
    var defaultRMSNormEpsilon: Double { self == .olmo3 ? 1e-5 : 1e-6 }
    var defaultHeadDim: Int? { self == .qwen3 ? 128 : nil }
    var defaultSlidingWindow: Int? { windows == .never ? nil : 4096 }
    var defaultMaxPositions: Int {
        switch name {
        case "mistral": 131_072
        case "qwen2", "qwen3": 32_768
        default: 2048
        }
    }

    /// Every family that is computed here.
    package static let all = [llama, qwen2, qwen3, olmo3, mistral]

    /// By `model_type`; nil for a family that is not supported.
    public static func named(_ name: String) -> Architecture? { all.first { $0.name == name } }
}

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
