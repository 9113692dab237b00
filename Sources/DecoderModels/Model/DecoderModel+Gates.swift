public import Artifacts
import Storage
public import Torch

extension DecoderModel {
    /// Gates of ablations, row by row; nil when no row ablates any head.
    ///
    /// - Parameter means: [layers, H, D], for `mean`: as ``means(over:)`` gives them.
    /// - Throws: `UsageError` for a head that the model does not have, and for `mean` without means.
    public func gates(_ rows: [HeadAblation], means: Tensor? = nil) throws -> HeadGateTensors? {
        guard rows.contains(where: { !$0.heads.isEmpty }) else { return nil }
        let (layers, heads) = (configuration.layers, configuration.heads)
        let size = layers * heads
        var scale = [Float](repeating: 1, count: rows.count * size)
        var queries = scale
        var replaced = [Float](repeating: 0, count: rows.count * size)
        for (row, ablation) in rows.enumerated() {
            for head in ablation.heads {
                try check(head)
                let index = row * size + head.layer * heads + head.head
                switch ablation.gate {
                case .scale(let value): scale[index] = Float(value)
                case .uniform: queries[index] = 0
                case .mean: (scale[index], replaced[index]) = (0, 1)
                }
            }
        }
        func tensor(_ values: [Float]) throws -> Tensor {
            try Tensor(values, shape: [rows.count, layers, heads]).to(device).to(dtype)
        }
        var gates = HeadGateTensors(scale: try tensor(scale))
        if queries.contains(0) { gates.queries = try tensor(queries) }
        if replaced.contains(1) {
            guard let means else {
                throw UsageError(
                    "the gate mean needs the mean outputs of the heads over a text, and none were given."
                )
            }
            gates.offset = try tensor(replaced).unsqueeze(-1) * means.unsqueeze(0)
        }
        return gates
    }

    /// Mean output of every head over the tokens of a text, [layers, H, D].
    public func means(over tokens: [Int]) throws -> Tensor {
        try check(tokens: tokens)
        return try inferenceMode {
            let hook = MeanOutputHook()
            _ = try hiddenStates(
                Tensor(tokens, shape: [1, tokens.count]).to(device), hook: hook)
            return try Tensor.stack(hook.means)
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

/// Records the mean output of each layer's heads, [H, D].
private final class MeanOutputHook: AttentionHook {
    var means: [Tensor] = []

    func record(queries: Tensor, keys: Tensor, mask: AttentionMask) {}

    func record(outputs: Tensor) throws {
        means.append(try outputs.mean(2).mean(0))
    }
}
