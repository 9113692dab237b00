import Torch

/// What one forward pass gives to the attention of every layer.
struct AttentionPass {
    let turn: RotaryEmbedding.Turn
    let sight: Sight
    let cache: KeyValueCache?
    let gates: HeadGates?
    let watcher: (any AttentionWatcher)?
    /// The tokens whose outputs are wanted; nil are all.
    private(set) var kept: Kept?

    /// Which columns the queries see.
    enum Sight {
        case columns(AttentionMask)
        /// Of a packed row.
        case pieces([PackedPiece])
    }

    struct Kept {
        /// [n], int64, ascending.
        let places: Tensor
        /// Of these tokens.
        let turn: RotaryEmbedding.Turn
    }

    init(
        turn: RotaryEmbedding.Turn, sight: Sight, cache: KeyValueCache? = nil,
        gates: HeadGates? = nil, watcher: (any AttentionWatcher)? = nil
    ) {
        self.turn = turn
        self.sight = sight
        self.cache = cache
        self.gates = gates
        self.watcher = watcher
    }

    /// The pass of the last layer, where nobody asks for the others: of them it needs keys and values,
    /// but no query, no output and no MLP.
    ///
    /// - Parameter sight: of the tokens that are kept.
    func keeping(_ places: Tensor, sight: Sight) throws -> AttentionPass {
        var pass = AttentionPass(
            turn: turn, sight: sight, cache: cache, gates: gates, watcher: watcher)
        pass.kept = Kept(places: places, turn: try turn.at(places))
        return pass
    }
}
