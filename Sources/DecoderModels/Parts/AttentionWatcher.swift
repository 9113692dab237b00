public import Torch

/// Looks on while a model attends: sees the queries and keys of every layer, changes nothing.
///
/// Layers come in order. Nothing is kept of attention itself, which stays on its fused kernel.
public protocol AttentionWatcher: AnyObject {
    /// - Parameters:
    ///   - queries: [B, heads, T, D], of all new tokens, rotated.
    ///   - keys: [B, key-value heads, S, D], from the mask's first column on.
    ///   - mask: what each query sees.
    func watch(queries: Tensor, keys: Tensor, mask: AttentionMask) throws

    /// - Parameter outputs: [B, heads, T, D], what the heads give, before any gate.
    func watch(outputs: Tensor) throws
}

extension AttentionWatcher {
    public func watch(outputs: Tensor) throws {}
}
