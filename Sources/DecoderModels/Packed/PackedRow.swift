import Torch

/// The decoder over one packed row: the steps of a forward pass, each on its own, so that they can
/// be taken again on the way back.
struct PackedRow {
    let model: DecoderModel
    /// [1, N]
    let tokens: Tensor
    /// Tokens that are asked for, among those that leave the last block, [n].
    private let places: Tensor
    private let passes: [AttentionPass]

    init(_ model: DecoderModel, _ packed: PackedTokens, places: [Int]) throws {
        let (device, dtype) = (model.device, model.dtype)
        let positions = try Tensor(packed.positions, shape: [1, packed.ids.count]).to(device)
        let ends = packed.ends(places)
        var rank: [Int: Int] = [:]
        for place in ends.places { rank[place] = rank.count }
        let keptPlaces = try Tensor(ends.places, shape: [ends.places.count]).to(device)
        self.model = model
        tokens = try Tensor(packed.ids, shape: [1, packed.ids.count]).to(device)
        self.places = try Tensor(places.map { rank[$0] ?? 0 }, shape: [places.count]).to(device)
        passes = try model.passes(lastDiffers: true) { rope, window, isLast in
            func pieces(_ queries: [Int]?) throws -> AttentionPass.Sight {
                .pieces(
                    try PackedPiece.make(
                        packed, queries: queries, window: window,
                        headDim: model.configuration.headDim, dtype: dtype, device: device))
            }
            let pass = try AttentionPass(
                turn: rope.turn(positions, dtype: dtype),
                sight: pieces(isLast ? ends.counts : nil))
            return isLast ? try pass.keeping(keptPlaces, sight: pass.sight) : pass
        }
    }

    /// [1, N, hidden]
    func embedded() throws -> Tensor { try Tensor.embedding(model.embedding, tokens) }

    /// [1, N, hidden] -> the same; of the last block [1, n, hidden], the tokens that are asked for.
    func block(_ index: Int, _ x: Tensor) throws -> Tensor {
        let output = try model.blocks[index](x, passes[index])
        return index == model.blocks.count - 1 ? try output.indexSelect(1, places) : output
    }

    /// [1, n, hidden] -> [n, hidden]
    func normed(_ x: Tensor) throws -> Tensor {
        try x.rmsNorm(model.finalNorm, epsilon: model.configuration.rmsNormEpsilon).squeeze(0)
    }
}
