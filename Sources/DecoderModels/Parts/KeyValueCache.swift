import Torch

/// Keys and values of the tokens so far, for every layer: [B, key-value heads, columns, D].
///
/// Rows of different lengths are padded on the left, so that the next token of every row goes into
/// the same column. Sliding layers keep everything as well: positions stay absolute.
public final class KeyValueCache {
    /// Unused columns at the left of each row.
    public private(set) var padding: [Int]
    /// Columns in use.
    public private(set) var length = 0
    private var keys: [Tensor] = []
    private var values: [Tensor] = []
    private var capacity: Int

    /// - Parameters:
    ///   - padding: one per row.
    ///   - capacity: columns to reserve; grows when needed.
    public init(padding: [Int], capacity: Int) {
        self.padding = padding
        self.capacity = max(capacity, 1)
    }

    public var rows: Int { padding.count }

    /// Stores the new columns of a layer and returns all of them. Layers come in order; the last
    /// one is followed by ``advance(_:)``.
    func append(layer: Int, keys newKeys: Tensor, values newValues: Tensor) throws -> (
        keys: Tensor, values: Tensor
    ) {
        let count = newKeys.size(2)
        if layer == keys.count {
            keys.append(try Self.room(newKeys, capacity: max(capacity, count)))
            values.append(try Self.room(newValues, capacity: max(capacity, count)))
        }
        if length + count > keys[layer].size(2) { try grow(layer, to: length + count) }
        try keys[layer].narrow(2, start: length, length: count).copy_(newKeys)
        try values[layer].narrow(2, start: length, length: count).copy_(newValues)
        return (
            try keys[layer].narrow(2, start: 0, length: length + count),
            try values[layer].narrow(2, start: 0, length: length + count)
        )
    }

    func advance(_ count: Int) { length += count }

    /// Keeps these rows only, in this order.
    public func select(_ rows: [Int]) throws {
        guard !keys.isEmpty else {
            padding = rows.map { padding[$0] }
            return
        }
        let index = try Tensor(rows, shape: [rows.count]).to(keys[0].device)
        for layer in keys.indices {
            keys[layer] = try keys[layer].indexSelect(0, index)
            values[layer] = try values[layer].indexSelect(0, index)
        }
        padding = rows.map { padding[$0] }
    }

    private static func room(_ like: Tensor, capacity: Int) throws -> Tensor {
        var shape = like.shape
        shape[2] = capacity
        return try Tensor.empty(shape, dtype: like.dtype, device: like.device)
    }

    private func grow(_ layer: Int, to needed: Int) throws {
        capacity = max(capacity, needed + needed / 2)
        let (oldKeys, oldValues) = (keys[layer], values[layer])
        keys[layer] = try Self.room(oldKeys, capacity: capacity)
        values[layer] = try Self.room(oldValues, capacity: capacity)
        guard length > 0 else { return }
        for (new, old) in [(keys[layer], oldKeys), (values[layer], oldValues)] {
            try new.narrow(2, start: 0, length: length)
                .copy_(old.narrow(2, start: 0, length: length))
        }
    }
}
