import CTorch

// Modes belong to a thread, so the bodies are synchronous: an `await` inside could change threads.

/// Runs `body` without recording for gradients (`torch.no_grad`).
/// - Throws: what `body` throws, and `TorchError` when there is no engine.
public func withoutGradients<Result>(_ body: () throws -> Result) throws -> Result {
    try scope(try Engine.table.get().functions.pointee.enter_gradient_mode(false), body)
}

/// Runs `body` with recording on, whatever the mode around it (`torch.enable_grad`).
/// - Throws: as ``withoutGradients(_:)``.
public func withGradients<Result>(_ body: () throws -> Result) throws -> Result {
    try scope(try Engine.table.get().functions.pointee.enter_gradient_mode(true), body)
}

/// Runs `body` in inference mode: faster than ``withoutGradients(_:)``, but its tensors can never
/// take part in a computation with gradients (`torch.inference_mode`).
/// - Throws: as ``withoutGradients(_:)``.
public func inferenceMode<Result>(_ body: () throws -> Result) throws -> Result {
    try scope(try Engine.table.get().functions.pointee.enter_inference_mode(), body)
}

/// Runs `body` with the engine's own kernels at one level, or at the machine's highest where that is lower.
/// Holds for this thread; threads that `body` starts have the process's level.
package func withVectors<Result>(_ level: VectorLevel, _ body: () throws -> Result) throws -> Result
{
    try scope(try Engine.table.get().functions.pointee.enter_level(level.rawValue), body)
}

private func scope<Result>(_ guardian: OpaquePointer?, _ body: () throws -> Result) rethrows
    -> Result
{
    defer { Engine.functions.leave(guardian) }
    return try body()
}

extension Tensor {
    /// Whether operations on it are recorded for gradients (`requires_grad`).
    public var requiresGrad: Bool { Engine.functions.requires_grad(handle) }

    /// Makes a leaf record gradients, or stop (`requires_grad_`).
    /// - Throws: `TorchError` for a tensor of integers, and where recording is to stop at one that is no leaf.
    public func setRequiresGrad(_ value: Bool) throws {
        var message: UnsafeMutablePointer<CChar>?
        guard Engine.functions.set_requires_grad(handle, value, &message) == 0 else {
            throw TorchError(
                operation: "requires_grad", shapes: [shape],
                reason: Op.take(message, Engine.functions))
        }
    }

    /// The gradient accumulated by ``backward()``; nil when there is none.
    public var grad: Tensor? { Engine.functions.gradient(handle).map(Tensor.init(owning:)) }

    /// Forgets the gradient, so that the next one does not add to it.
    public func zeroGrad() { Engine.functions.clear_gradient(handle) }

    /// Adds the gradient of this scalar to ``grad`` of every leaf that it depends on.
    /// - Throws: `TorchError` for more than one element, or when nothing was recorded.
    public func backward() throws {
        var message: UnsafeMutablePointer<CChar>?
        guard Engine.functions.backward(handle, &message) == 0 else {
            throw TorchError(
                operation: "backward", shapes: [shape], reason: Op.take(message, Engine.functions))
        }
    }

    /// Gradients of a scalar, without touching ``grad``, so that several threads may share leaves
    /// (`torch.autograd.grad`).
    ///
    /// - Returns: one per input, zeros where the scalar does not depend on it.
    /// - Throws: `TorchError` for more than one element, or when nothing was recorded.
    public static func gradients(of scalar: Tensor, for inputs: [Tensor]) throws -> [Tensor] {
        let functions = Engine.functions
        var results = [OpaquePointer?](repeating: nil, count: inputs.count)
        var message: UnsafeMutablePointer<CChar>?
        let status = withExtendedLifetime(inputs) {
            functions.gradients(
                scalar.handle, inputs.map { $0.handle }, Int32(inputs.count), &results, &message)
        }
        guard status == 0 else {
            throw TorchError(
                operation: "gradients", shapes: [scalar.shape],
                reason: Op.take(message, functions))
        }
        let owned = results.map { $0.map(Tensor.init(owning:)) }
        return try zip(owned, inputs).map { gradient, input in
            if let gradient { return gradient }
            return try withoutGradients { try input.zerosLike() }
        }
    }
}
