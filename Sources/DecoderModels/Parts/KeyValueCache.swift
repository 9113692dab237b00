import Torch

/// Keys and values of the tokens so far, for every layer: [B, key-value heads, columns, D].
///
/// Rows of different lengths are padded on the left, so that the next token of every row goes into
/// the same column. Sliding layers keep everything as well: positions stay absolute.
public final class KeyValueCache {
    /// Unused columns at the left of each row.
    public internal(set) var padding: [Int]
    /// Columns in use.
    public internal(set) var length = 0
    var keys: [Tensor] = []
    var values: [Tensor] = []
    private(set) var capacity: Int

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

    /// Forgets the columns from `count` on.
    func truncate(to count: Int) { length = min(length, count) }

    /// Puts the first columns of a single row into some rows of this cache, in which nothing else has
    /// been computed, each behind its padding, up to column `end`.
    func fill(_ rows: [Int], from trunk: KeyValueCache, to end: Int) throws {
        try fill(rows.map { ($0, 0) }, from: trunk, to: end)
    }

    /// Puts the first columns of every row into the same row of this empty cache.
    func fill(fromRowsOf other: KeyValueCache, to end: Int) throws {
        try fill(padding.indices.map { ($0, $0) }, from: other, to: end)
    }

    private func fill(
        _ places: [(row: Int, source: Int)], from other: KeyValueCache, to end: Int
    ) throws {
        for layer in other.keys.indices {
            for (mine, theirs) in [(\KeyValueCache.keys, other.keys), (\.values, other.values)] {
                if self[keyPath: mine].count == layer {
                    var shape = theirs[layer].shape
                    (shape[0], shape[2]) = (rows, max(capacity, end))
                    // Zeros, for padding columns are multiplied with weights of 0.
                    self[keyPath: mine].append(
                        try Tensor.zeros(
                            shape, dtype: theirs[layer].dtype, device: theirs[layer].device))
                }
                let room = self[keyPath: mine][layer]
                for (row, source) in places where padding[row] < end {
                    let left = padding[row]
                    try room.narrow(0, start: row, length: 1)
                        .narrow(2, start: left, length: end - left)
                        .copy_(
                            theirs[layer].narrow(0, start: source, length: 1).narrow(
                                2, start: other.padding[source], length: end - left))
                }
            }
        }
        length = end
    }

    /// Keeps these rows only, in this order; columns that are padding in all of them go as well.
    public func select(_ rows: [Int]) throws {
        let unused = keys.isEmpty ? 0 : rows.map { padding[$0] }.min() ?? 0
        padding = rows.map { padding[$0] - unused }
        guard let device = keys.first?.device else { return }
        let index = try Tensor(rows, shape: [rows.count]).to(device)
        func kept(_ tensor: Tensor) throws -> Tensor {
            try tensor.narrow(2, start: unused, length: tensor.size(2) - unused)
                .indexSelect(0, index)
        }
        keys = try keys.map(kept)
        values = try values.map(kept)
        length -= unused
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
