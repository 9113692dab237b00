public import Torch

/// Changes parameters in place from their gradients.
///
/// ```swift
/// let optimizer = try AdamW(model.parameters, AdamWSettings(weightDecay: 0.1))
/// let norm = try GradientClipping.clip(gradients, to: 1)
/// try optimizer.step(gradients, learningRate: schedule.learningRate(at: step))
/// ```
public protocol Optimizer: AnyObject {
    /// The parameters that it changes, in the order in which ``step(_:learningRate:)`` takes the gradients.
    var parameters: [NamedTensor] { get }

    /// Takes one step.
    /// - Parameters:
    ///   - gradients: one per parameter, of its shape and dtype; they may be overwritten.
    ///   - learningRate: that of this step.
    /// - Throws: `TorchError` when a gradient does not fit its parameter.
    func step(_ gradients: [Tensor], learningRate: Double) throws

    /// Everything besides the parameters that the next step depends on. The tensors are the live
    /// ones: write them to a file before the next step.
    func state() throws -> [NamedTensor]

    /// Takes over a state saved earlier; afterwards steps are bit for bit those of the saved one.
    /// - Throws: what `lookup` throws, and `TorchError` for a tensor of another shape.
    func restore(_ lookup: TensorLookup) throws
}

extension Optimizer {
    /// - Throws: `TorchError` unless there is one gradient for each parameter.
    func check(_ gradients: [Tensor]) throws {
        guard gradients.count == parameters.count else {
            throw TorchError(
                reason:
                    "\(gradients.count) gradients were given for \(parameters.count) parameters.")
        }
    }
}
