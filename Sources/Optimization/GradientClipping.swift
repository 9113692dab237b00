public import Torch

/// Scales gradients down together, so that their common length has a limit.
public enum GradientClipping {
    /// Scales `gradients` in place to at most `limit` and returns their length before that.
    ///
    /// As `torch.nn.utils.clip_grad_norm_`: the length is the 2-norm of all elements of all
    /// gradients, the factor is `limit / (length + 1e-6)` and never above 1.
    ///
    ///     gradients [3], [4] with limit 1  ->  [0.6], [0.8]; returns 5
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
