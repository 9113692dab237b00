/// What distinguishes one family of decoders from another; each has a file of its own here.
public struct Architecture: Sendable, Equatable {
    /// `model_type` in config.json.
    public let name: String
    /// `architectures[0]` in config.json.
    public let className: String
    /// Where the norms of a block stand.
    let norms: Norms
    /// What is normed before attention, beside the input.
    let queryKeyNorm: QueryKeyNorm
    /// Biases that the family has whatever `attention_bias` says.
    let hasFixedQueryKeyValueBias: Bool
    /// Whether `attention_bias` and `mlp_bias` are read.
    let readsBiases: Bool
    /// Which layers look back a window only, where config.json has no `layer_types`.
    let windows: Windows
    /// Sliding layers rotate without the scaling of `rope_scaling`.
    let slidingLayersRotatePlainly: Bool

    enum Norms: Sendable { case before, after }
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

    static let all = [llama, qwen2, qwen3, olmo3, mistral]

    /// By `model_type`; nil for a family that is not supported.
    public static func named(_ name: String) -> Architecture? { all.first { $0.name == name } }
}
