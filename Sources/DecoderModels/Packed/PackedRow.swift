import Torch

/// The decoder over one packed row: the steps of a forward pass, each on its own, so that they can
/// be taken again on the way back.
struct PackedRow {
    let model: DecoderModel
    /// [1, N]
    let tokens: Tensor
    /// Tokens that leave the last block, [n]; nobody asks for the others.
    let places: Tensor
    let passes: [Attention.Pass]

    init(_ model: DecoderModel, _ packed: PackedTokens, places: [Int]) throws {
        let (device, dtype) = (model.device, model.dtype)
        let positions = try Tensor(packed.positions, shape: [1, packed.ids.count]).to(device)
        self.model = model
        tokens = try Tensor(packed.ids, shape: [1, packed.ids.count]).to(device)
        self.places = try Tensor(places, shape: [places.count]).to(device)
        passes = try model.passes { rope, window in
            Attention.Pass(
                turn: try rope.turn(positions, dtype: dtype),
                mask: AttentionMask(kind: .causal, first: 0, starts: nil), cache: nil,
                gates: nil, watcher: nil,
                pieces: try PackedPiece.make(packed, window: window, dtype: dtype, device: device))
        }
    }

    /// [1, N, hidden]
    func embedded() throws -> Tensor { try Tensor.embedding(model.embedding, tokens) }

    /// [1, N, hidden] -> the same; of the last block [1, n, hidden].
    func block(_ index: Int, _ x: Tensor) throws -> Tensor {
        let isLast = index == model.blocks.count - 1
        return try model.blocks[index](x, passes[index], keeping: isLast ? places : nil)
    }

    /// [1, n, hidden] -> [n, hidden]
    func normed(_ x: Tensor) throws -> Tensor {
        try x.rmsNorm(model.finalNorm, epsilon: model.configuration.rmsNormEpsilon).squeeze(0)
    }
}
