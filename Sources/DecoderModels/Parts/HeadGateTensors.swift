public import Torch

/// Gates on the heads of a forward pass, row by row.
///
/// Shapes: B rows, H query heads, D head size.
public struct HeadGateTensors {
    /// [B, layers, H], multiplied with the heads' outputs before `o_proj`.
    public var scale: Tensor
    /// [B, layers, H], multiplied with their queries: 0 makes attention even. Nil leaves them.
    public var queries: Tensor?
    /// [B, layers, H, D], added to the scaled outputs. Nil adds nothing.
    public var offset: Tensor?

    /// Gates of these tensors, on the model's device and in its dtype.
    public init(scale: Tensor, queries: Tensor? = nil, offset: Tensor? = nil) {
        self.scale = scale
        self.queries = queries
        self.offset = offset
    }

    /// The gates of these rows, in this order.
    func rows(_ index: [Int]) throws -> HeadGateTensors {
        let index = try Tensor(index, shape: [index.count]).to(scale.device)
        return HeadGateTensors(
            scale: try scale.indexSelect(0, index), queries: try queries?.indexSelect(0, index),
            offset: try offset?.indexSelect(0, index))
    }

    /// q [B, H, T, D] of a layer.
    func gated(queries q: Tensor, layer: Int) throws -> Tensor {
        guard let queries else { return q }
        return try q * queries.select(1, layer).unsqueeze(-1).unsqueeze(-1)
    }

    /// x [B, H, T, D], the outputs of a layer's heads.
    func gated(outputs x: Tensor, layer: Int) throws -> Tensor {
        let scaled = try x * scale.select(1, layer).unsqueeze(-1).unsqueeze(-1)
        guard let offset else { return scaled }
        return try scaled + offset.select(1, layer).unsqueeze(2)
    }
}
