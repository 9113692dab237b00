public import Torch

/// Notes, layer by layer, which column every head of the last query attends to most.
///
/// The largest of `q kᵀ` is the largest of the softmax, so no attention matrix is made; the result
/// stays on the device until it is read.
public final class AttentionObserver: AttentionWatcher {
    /// One per layer: [B, heads], columns counted from `first`, padding included.
    private var layers: [(columns: Tensor, first: Int)] = []

    public init() {}

    public func watch(queries: Tensor, keys: Tensor, mask: AttentionMask) throws {
        // The last one of each row: [B, heads, 1, D].
        let query = try queries.narrow(2, start: queries.size(2) - 1, length: 1)
        let (rows, heads, groups) = (query.size(0), query.size(1), keys.size(1))
        let grouped = try query.reshape([rows, groups, heads / groups, query.size(-1)])
        let own = try mask.last(1)
        let hidden = own.first - mask.first
        let seen = try keys.narrow(2, start: hidden, length: keys.size(2) - hidden)
        var products = try grouped.matmul(seen.transpose(2, 3)).reshape([rows, heads, -1])
        if case .explicit(let bias) = try own.kind() { products = try products + bias.squeeze(2) }
        layers.append((try products.argmax(-1), own.first))
    }

    public var takesBest: Bool { true }

    public func watch(best: Tensor, first: Int) { layers.append((best, first)) }

    /// `[row][layer * heads + head]`: absolute positions in the row's tokens. Forgets them.
    ///
    /// - Parameter padding: unused columns at the left of each row.
    public func take(padding: [Int]) throws -> [[Int]] {
        defer { layers = [] }
        guard !layers.isEmpty else { return [] }
        let all = try Tensor.cat(layers.map(\.columns), dim: 1)
        let (width, heads) = (all.size(1), layers[0].columns.size(1))
        let columns = try all.ints()
        let firsts = layers.map(\.first)
        return padding.enumerated().map { row, left in
            (0..<width).map { columns[row * width + $0] + firsts[$0 / heads] - left }
        }
    }
}
