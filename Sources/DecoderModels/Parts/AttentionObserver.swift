import Torch

/// Notes, layer by layer, which column every head of the last query attends to most.
///
/// The largest of `q kᵀ` is the largest of the softmax, so no attention matrix is made; the result
/// stays on the device until it is read.
public final class AttentionObserver {
    /// One per layer: [B, heads], columns counted from the left, padding included.
    private var layers: [Tensor] = []

    public init() {}

    /// - Parameters:
    ///   - query: [B, heads, 1, D], the last one of each row.
    ///   - keys: [B, key-value heads, S, D].
    ///   - mask: the mask of all queries; its last row applies.
    func observe(query: Tensor, keys: Tensor, mask: AttentionMask) throws {
        let (rows, heads, groups) = (query.size(0), query.size(1), keys.size(1))
        let grouped = try query.reshape([rows, groups, heads / groups, query.size(-1)])
        var products = try grouped.matmul(keys.transpose(2, 3)).reshape([rows, heads, -1])
        if case .explicit(let seen) = mask {
            let last = try seen.narrow(2, start: seen.size(2) - 1, length: 1).squeeze(2)
            products = try products.maskedFill(last.logicalNot(), value: -.infinity)
        }
        layers.append(try products.argmax(-1))
    }

    /// `[row][layer * heads + head]`: absolute positions in the row's tokens. Forgets them.
    ///
    /// - Parameter padding: unused columns at the left of each row.
    public func take(padding: [Int]) throws -> [[Int]] {
        defer { layers = [] }
        guard !layers.isEmpty else { return [] }
        let all = try Tensor.cat(layers, dim: 1)
        let width = all.size(1)
        let columns = try all.ints()
        return padding.enumerated().map { row, left in
            columns[row * width..<(row + 1) * width].map { $0 - left }
        }
    }
}
