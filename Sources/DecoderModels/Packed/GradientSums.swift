public import Torch

/// Gradients of parameters by their names, summed over passes in place: each is added as soon as it is
/// known, so that there is no second set of them.
///
/// ```swift
/// let sums = GradientSums()
/// try first.gradients(upstream, into: sums)
/// try second.gradients(upstream, into: sums)
/// let gradients = try sums.list(for: model.trained)
/// ```
public final class GradientSums {
    private var sums: [String: Tensor] = [:]

    public init() {}

    /// Takes over the gradient when it is the first of its name.
    public func add(_ gradient: Tensor, to name: String) throws {
        if let sum = sums[name] { try sum.add_(gradient) } else { sums[name] = gradient }
    }

    /// The sum to add to; zeros of the parameter's shape when there is none yet.
    func sum(_ name: String, like parameter: Tensor) throws -> Tensor {
        if let sum = sums[name] { return sum }
        let zeros = try parameter.detach().zerosLike()
        sums[name] = zeros
        return zeros
    }

    /// One for each parameter, in their order; zeros where nothing was added.
    public func list(for parameters: [(name: String, tensor: Tensor)]) throws -> [Tensor] {
        try parameters.map { try sums[$0.name] ?? $0.tensor.detach().zerosLike() }
    }
}
