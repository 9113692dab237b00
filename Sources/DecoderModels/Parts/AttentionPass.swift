import Torch

/// The inputs of one forward pass to the attention of every layer.
struct AttentionPass {
    let rope: RotaryAngles
    let mask: Mask
    let cache: KeyValueCache?
    let gates: HeadGateTensors?
    let hook: (any AttentionHook)?
    /// The tokens whose outputs are wanted; nil are all.
    private(set) var outputTokens: OutputTokens?

    /// The keys that each query sees.
    enum Mask {
        case dense(AttentionMask)
        /// Of a packed sequence.
        case packed([PackedSegment])
    }

    struct OutputTokens {
        /// [n], int64, ascending.
        let indices: Tensor
        /// Of these tokens.
        let rope: RotaryAngles
    }

    init(
        rope: RotaryAngles, mask: Mask, cache: KeyValueCache? = nil,
        gates: HeadGateTensors? = nil, hook: (any AttentionHook)? = nil
    ) {
        self.rope = rope
        self.mask = mask
        self.cache = cache
        self.gates = gates
        self.hook = hook
    }

    /// The pass of the last layer where only some outputs are wanted: of the other tokens it needs keys
    /// and values, but no query, no output and no MLP.
    ///
    /// - Parameter mask: of the output tokens.
    func keepingOutputs(of indices: Tensor, mask: Mask) throws -> AttentionPass {
        var pass = AttentionPass(rope: rope, mask: mask, cache: cache, gates: gates, hook: hook)
        pass.outputTokens = OutputTokens(indices: indices, rope: try rope.select(indices))
        return pass
    }
}
