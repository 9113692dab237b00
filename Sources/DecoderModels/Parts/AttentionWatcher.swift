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

    /// Whether arg-max columns are enough: then one new token a row may be attended by a kernel that
    /// gives them on the way, and queries are not shown.
    var takesBest: Bool { get }

    /// - Parameters:
    ///   - best: [B, heads], the column that each head of one new token attends to most.
    ///   - first: the column that they are counted from.
    func watch(best: Tensor, first: Int)

    /// - Parameter outputs: [B, heads, T, D], what the heads give, before any gate.
    func watch(outputs: Tensor) throws
}

extension AttentionWatcher {
    public var takesBest: Bool { false }
    public func watch(best: Tensor, first: Int) {}
    public func watch(outputs: Tensor) throws {}
}
