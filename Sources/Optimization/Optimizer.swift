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

/// A parameter, or a part of an optimiser's state, under the name it has in files.
public typealias NamedTensor = (name: String, tensor: Tensor)

/// Finds the tensor of a name in a checkpoint.
public typealias TensorLookup = (_ name: String) throws -> Tensor

/// Scales gradients down together, so that their common length has a limit.
public enum GradientClipping {
    /// Scales `gradients` in place to at most `limit` and returns their length before that.
    ///
    /// As `torch.nn.utils.clip_grad_norm_`: the length is the 2-norm of all elements of all
    /// gradients, the factor is `limit / (length + 1e-6)` and never above 1.
    ///
    ///     gradients [3], [4] with limit 1  ->  [0.6], [0.8]; returns 5
    ///
    /// - Throws: `TorchError`; nothing is changed then.
    public static func clip(_ gradients: [Tensor], to limit: Double) throws -> Double {
        guard let first = gradients.first else { return 0 }
        return try withoutGradients {
            // In float32 and on the device, as the gradients may be bfloat16 on several of them.
            let norms = try gradients.map { try $0.norm().to(.float32).to(first.device) }
            let total = try Tensor.stack(norms).norm()
            // Rounded to float32 at each step as in torch, so that the result is equal bit for bit.
            let length = Float(try total.item())
            let factor = Float(limit) / (length + 1e-6)
            for gradient in gradients where factor < 1 {
                try gradient.mul_(Double(factor))
            }
            return Double(length)
        }
    }
}
