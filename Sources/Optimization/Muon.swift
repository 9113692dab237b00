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
    /// The matrices that it changes.
    public let parameters: [NamedTensor]
    /// Its constants.
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

    /// - Parameter parameters: each a leaf of two axes.
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

    /// One step, as ``Optimizer/step(_:learningRate:)``.
    /// - Throws: `TorchError` when a gradient does not fit its parameter.
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

    /// Takes over a saved ``state()``.
    /// - Throws: what `lookup` throws, and `TorchError` for a tensor of another shape.
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

/// The constants of Muon as published (Jordan et al. 2024, kellerjordan.github.io/posts/muon).
public struct MuonSettings: Codable, Sendable, Equatable {
    /// Share of the running mean of the gradients that stays from step to step.
    public var momentum: Double
    /// Whether the newest gradient counts once more (Nesterov).
    public var nesterov: Bool
    /// Rounds of the Newton-Schulz iteration.
    public var rounds: Int

    /// The published values.
    public init(momentum: Double = 0.95, nesterov: Bool = true, rounds: Int = 5) {
        self.momentum = momentum
        self.nesterov = nesterov
        self.rounds = rounds
    }
}

/// Turns matrices into nearby ones whose singular values are all about 1.
///
/// With the singular value decomposition `G = U S Vᵀ`, the result is `U S' Vᵀ` with S' roughly
/// between 0.7 and 1.2: the quintic below is steep at 0 and never quite settles at 1, which is what
/// makes five rounds enough (Jordan et al. 2024).
///
///     X ← G / ‖G‖
///     A = X Xᵀ,  X ← a X + (b A + c A²) X        five times
package enum NewtonSchulz {
    /// The published a, b, c.
    package static let coefficients = (a: 3.4445, b: -4.7750, c: 2.0315)
    /// Keeps a gradient of zeros from being divided by zero.
    static let epsilon = 1e-7

    private static let normOp = Op("aten::linalg_vector_norm")

    /// The nearby matrices.
    /// - Parameter matrices: [n, rows, columns], each handled on its own.
    /// - Returns: [n, rows, columns] in the same dtype.
    package static func orthogonalized(_ matrices: Tensor, rounds: Int = 5) throws -> Tensor {
        // The product X Xᵀ is as small as the shorter side.
        let isTall = matrices.size(-2) > matrices.size(-1)
        var x = isTall ? try matrices.transpose(-1, -2) : matrices
        let norms = try normOp.tensor(
            .tensor(x), .double(2), .ints([-2, -1]), .bool(true))
        x = try x / (norms + epsilon)
        let (a, b, c) = coefficients
        for _ in 0..<rounds {
            let square = try x.matmul(x.transpose(-1, -2))
            let polynomial = try (square * b).add_(square.matmul(square), alpha: c)
            x = try (x * a).add_(polynomial.matmul(x))
        }
        return isTall ? try x.transpose(-1, -2) : x
    }
}
