public import Artifacts
public import Torch

/// What a forward pass does to the heads of its rows.
///
/// Shapes: B rows, H query heads, D head size.
public struct HeadGates {
    /// [B, layers, H], multiplied with the heads' outputs before `o_proj`.
    public var scale: Tensor
    /// [B, layers, H], multiplied with their queries: 0 makes attention even. Nil leaves them.
    public var queries: Tensor?
    /// [B, layers, H, D], added to the scaled outputs. Nil adds nothing.
    public var offset: Tensor?

    public init(scale: Tensor, queries: Tensor? = nil, offset: Tensor? = nil) {
        self.scale = scale
        self.queries = queries
        self.offset = offset
    }

    /// The gates of these rows, in this order.
    func rows(_ index: [Int]) throws -> HeadGates {
        let index = try Tensor(index, shape: [index.count]).to(scale.device)
        return HeadGates(
            scale: try scale.indexSelect(0, index), queries: try queries?.indexSelect(0, index),
            offset: try offset?.indexSelect(0, index))
    }

    /// q [B, H, T, D] of a layer.
    func gated(queries q: Tensor, layer: Int) throws -> Tensor {
        guard let queries else { return q }
        return try q * queries.select(1, layer).unsqueeze(-1).unsqueeze(-1)
    }

    /// x [B, H, T, D], what the heads of a layer give.
    func gated(outputs x: Tensor, layer: Int) throws -> Tensor {
        let scaled = try x * scale.select(1, layer).unsqueeze(-1).unsqueeze(-1)
        guard let offset else { return scaled }
        return try scaled + offset.select(1, layer).unsqueeze(2)
    }
}

extension DecoderModel {
    /// Gates that zero heads, row by row; nil when no row zeroes any.
    public func gates(_ silenced: [[HeadID]]) throws -> HeadGates? {
        try gates(silenced.map { HeadAblation($0) })
    }

    /// Gates of ablations, row by row; nil when no row ablates any head.
    ///
    /// - Parameter means: [layers, H, D], for `mean`: as ``means(over:)`` gives them.
    /// - Throws: `UsageError` for a head that the model does not have, and for `mean` without means.
    public func gates(_ rows: [HeadAblation], means: Tensor? = nil) throws -> HeadGates? {
        guard rows.contains(where: { !$0.heads.isEmpty }) else { return nil }
        let (layers, heads) = (configuration.layers, configuration.heads)
        let size = layers * heads
        var scale = [Float](repeating: 1, count: rows.count * size)
        var queries = scale
        var replaced = [Float](repeating: 0, count: rows.count * size)
        for (row, ablation) in rows.enumerated() {
            for head in ablation.heads {
                try check(head)
                let place = row * size + head.layer * heads + head.head
                switch ablation.gate {
                case .scale(let value): scale[place] = Float(value)
                case .uniform: queries[place] = 0
                case .mean: (scale[place], replaced[place]) = (0, 1)
                }
            }
        }
        func tensor(_ values: [Float]) throws -> Tensor {
            try Tensor(values, shape: [rows.count, layers, heads]).to(device).to(dtype)
        }
        var gates = HeadGates(scale: try tensor(scale))
        if queries.contains(0) { gates.queries = try tensor(queries) }
        if replaced.contains(1) {
            guard let means else {
                throw UsageError("heads can be replaced by their means only where there are means.")
            }
            gates.offset = try tensor(replaced).unsqueeze(-1) * means.unsqueeze(0)
        }
        return gates
    }

    /// Mean output of every head over the tokens of a text, [layers, H, D].
    public func means(over tokens: [Int]) throws -> Tensor {
        try check(tokens: tokens)
        return try inferenceMode {
            let meter = OutputMeter()
            _ = try hidden(
                Tensor(tokens, shape: [1, tokens.count]).to(device), observer: meter)
            return try Tensor.stack(meter.means)
        }
    }

    private func check(_ head: HeadID) throws {
        let (layers, heads) = (configuration.layers, configuration.heads)
        guard 0..<layers ~= head.layer, 0..<heads ~= head.head else {
            throw UsageError(
                "head \(head) is not in the model: it has \(layers) layers of \(heads) heads, 0-0 to \(layers - 1)-\(heads - 1)."
            )
        }
    }
}

/// Notes the mean of what the heads of each layer give, [H, D].
private final class OutputMeter: AttentionWatcher {
    var means: [Tensor] = []

    func watch(queries: Tensor, keys: Tensor, mask: AttentionMask) {}

    func watch(outputs: Tensor) throws {
        means.append(try outputs.mean(2).mean(0))
    }
}
