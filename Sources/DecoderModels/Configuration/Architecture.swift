/// The differences between families of decoders (`Architecture+Families.swift`).
public struct Architecture: Sendable, Equatable {
    /// `model_type` in config.json.
    public let name: String
    /// `architectures[0]` in config.json.
    public let className: String
    /// The place of the norms of a block.
    let norms: Norms
    /// The norm of queries and keys before attention.
    let queryKeyNorm: QueryKeyNorm
    /// Biases that the family has whatever `attention_bias` says.
    let hasFixedQueryKeyValueBias: Bool
    /// Whether `attention_bias` and `mlp_bias` are read.
    let readsBiases: Bool
    /// The layers that look back a window only, where config.json has no `layer_types`.
    let windows: Windows
    /// Sliding layers rotate without the scaling of `rope_scaling`.
    let slidingLayersIgnoreRopeScaling: Bool

    enum Norms: Sendable {
        /// Before attention and MLP.
        case pre
        /// After them, inside the residual branch.
        case post
    }
    enum QueryKeyNorm: Sendable { case none, perHead, wholeWidth }
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

    static let all = [llama, qwen2, qwen3, olmo3, mistral]

    /// By `model_type`; nil for a family that is not supported.
    public static func named(_ name: String) -> Architecture? { all.first { $0.name == name } }
}
