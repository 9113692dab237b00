public import Torch

/// Muon: momentum whose every update is made orthogonal (Jordan et al. 2024).
///
/// For the hidden matrices of a network; embeddings, norms and biases belong to ``AdamW``.
///
///     m ← momentum * m + (1 - momentum) * g
///     u = (1 - momentum) * g + momentum * m              (Nesterov)
///     p ← p - lr * √max(1, rows / columns) * orthogonal(u)
///
/// Matrices of equal shape go through the iteration as one batch.
public final class Muon: Optimizer {
    public let parameters: [NamedTensor]
    public let settings: MuonSettings
    /// Momentum of each group, [n, rows, columns].
    private let momenta: [Tensor]
    private let groups: [Group]

    private struct Group {
        var shape: [Int]
        var indices: [Int]
        /// Evens out the size of the update between tall and wide matrices.
        var scale: Double { max(1, Double(shape[0]) / Double(shape[1])).squareRoot() }
    }

    /// - Throws: `TorchError` naming a parameter that is not a matrix.
    public init(_ parameters: [NamedTensor], _ settings: MuonSettings = MuonSettings()) throws {
        self.parameters = parameters
        self.settings = settings
        var groups: [Group] = []
        for (index, parameter) in parameters.enumerated() {
            let shape = parameter.tensor.shape
            guard shape.count == 2 else {
                throw TorchError(
                    operation: "Muon", shapes: [shape],
                    reason: "\(parameter.name) should be a matrix; give it to AdamW")
            }
            if let place = groups.firstIndex(where: { $0.shape == shape }) {
                groups[place].indices.append(index)
            } else {
                groups.append(Group(shape: shape, indices: [index]))
            }
        }
        self.groups = groups
        momenta = try groups.map { group in
            let first = parameters[group.indices[0]].tensor
            return try Tensor.zeros(
                [group.indices.count] + group.shape, dtype: first.dtype, device: first.device)
        }
    }

    public func step(_ gradients: [Tensor], learningRate: Double) throws {
        try check(gradients)
        let keep = settings.momentum
        try withoutGradients {
            for (group, momentum) in zip(groups, momenta) {
                let gradient = try Tensor.stack(group.indices.map { gradients[$0] })
                try momentum.lerp_(gradient, weight: 1 - keep)
                let update =
                    settings.nesterov ? try gradient.lerp_(momentum, weight: keep) : momentum
                let direction = try NewtonSchulz.orthogonalized(update, rounds: settings.rounds)
                for (row, index) in group.indices.enumerated() {
                    try parameters[index].tensor.add_(
                        direction.select(0, row), alpha: -learningRate * group.scale)
                }
            }
        }
    }

    /// `muon.momentum.<parameter>`
    public func state() throws -> [NamedTensor] {
        try place { name, momentum in (name, try momentum.contiguous()) }
    }

    public func restore(_ lookup: TensorLookup) throws {
        try withoutGradients {
            _ = try place { name, momentum in try momentum.copy_(lookup(name)) }
        }
    }

    /// Calls `body` with the name and the momentum of each parameter, in the parameters' order.
    private func place<Result>(_ body: (String, Tensor) throws -> Result) throws -> [Result] {
        var results = [Result?](repeating: nil, count: parameters.count)
        for (group, momentum) in zip(groups, momenta) {
            for (row, index) in group.indices.enumerated() {
                results[index] = try body(
                    "muon.momentum.\(parameters[index].name)", momentum.select(0, row))
            }
        }
        return results.compactMap { $0 }
    }
}
