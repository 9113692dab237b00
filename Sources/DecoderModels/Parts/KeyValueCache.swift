import Torch

/// Keys and values of the tokens so far, for every layer: [B, key-value heads, columns, D] (transformers'
/// `past_key_values`).
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

    /// A cache without columns.
    ///
    /// - Parameters:
    ///   - padding: one per row.
    ///   - capacity: columns to reserve; grows when needed.
    public init(padding: [Int], capacity: Int) {
        self.padding = padding
        self.capacity = max(capacity, 1)
    }

    /// Number of rows.
    public var rows: Int { padding.count }

    /// Appends the new columns of a layer and returns all of them (`Cache.update`). Layers come in order; the last
    /// one is followed by ``advance(_:)``.
    func update(layer: Int, keys newKeys: Tensor, values newValues: Tensor) throws -> (
        keys: Tensor, values: Tensor
    ) {
        let count = newKeys.size(2)
        if layer == keys.count {
            keys.append(try Self.allocate(like: newKeys, capacity: max(capacity, count)))
            values.append(try Self.allocate(like: newValues, capacity: max(capacity, count)))
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

    /// Copies the first columns of a single row into some rows of this cache, in which nothing else has
    /// been computed, each behind its padding, up to column `end`.
    func copyPrefix(of single: KeyValueCache, into rows: [Int], upTo end: Int) throws {
        try copyPrefix(of: single, pairs: rows.map { ($0, 0) }, upTo: end)
    }

    /// Copies the first columns of every row into the same row of this empty cache.
    func copyPrefix(ofRowsIn other: KeyValueCache, upTo end: Int) throws {
        try copyPrefix(of: other, pairs: padding.indices.map { ($0, $0) }, upTo: end)
    }

    private func copyPrefix(
        of other: KeyValueCache, pairs: [(row: Int, source: Int)], upTo end: Int
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
                let own = self[keyPath: mine][layer]
                for (row, source) in pairs where padding[row] < end {
                    let left = padding[row]
                    try own.narrow(0, start: row, length: 1)
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
    /// - Throws: `TorchError` when the copy does not fit into memory.
    public func select(_ rows: [Int]) throws {
        let unused = keys.isEmpty ? 0 : rows.map { padding[$0] }.min() ?? 0
        padding = rows.map { padding[$0] - unused }
        guard let device = keys.first?.device else { return }
        let index = try Tensor(rows, shape: [rows.count]).to(device)
        func selected(_ tensor: Tensor) throws -> Tensor {
            try tensor.narrow(2, start: unused, length: tensor.size(2) - unused)
                .indexSelect(0, index)
        }
        keys = try keys.map(selected)
        values = try values.map(selected)
        length -= unused
    }

    private static func allocate(like tensor: Tensor, capacity: Int) throws -> Tensor {
        var shape = tensor.shape
        shape[2] = capacity
        return try Tensor.empty(shape, dtype: tensor.dtype, device: tensor.device)
    }

    private func grow(_ layer: Int, to needed: Int) throws {
        capacity = max(capacity, needed + needed / 2)
        let (oldKeys, oldValues) = (keys[layer], values[layer])
        keys[layer] = try Self.allocate(like: oldKeys, capacity: capacity)
        values[layer] = try Self.allocate(like: oldValues, capacity: capacity)
        guard length > 0 else { return }
        for (new, old) in [(keys[layer], oldKeys), (values[layer], oldValues)] {
            try new.narrow(2, start: 0, length: length)
                .copy_(old.narrow(2, start: 0, length: length))
        }
    }
}

/// Rows that are replaced, shifted and dropped while the batch goes on.
extension KeyValueCache {
    /// A cache of its own with these rows of this one, in this order, and no capacity beyond them.
    func copy(_ rows: [Int]) throws -> KeyValueCache {
        let copy = KeyValueCache(padding: padding, capacity: length)
        copy.length = length
        (copy.keys, copy.values) = (try keys.map(used), try values.map(used))
        try copy.select(rows)
        return copy
    }

    private func used(_ tensor: Tensor) throws -> Tensor {
        try tensor.narrow(2, start: 0, length: length)
    }

    /// Puts rows of another cache in the place of rows of this one, right-aligned, so that the next
    /// token of every row goes into the same column as before.
    ///
    /// - Parameters:
    ///   - slots: rows of this cache.
    ///   - rows: rows of the other, one for each slot.
    func replace(_ slots: [Int], with other: KeyValueCache, rows: [Int]) throws {
        if other.length > length { try shift(by: other.length - length, capacity: other.length) }
        let start = length - other.length
        for (slot, row) in zip(slots, rows) {
            let unused = other.padding[row]
            let count = other.length - unused
            // The rest of the old row in the columns before is padding from now on: finite
            // numbers, multiplied with weights of 0.
            for (mine, theirs) in zip(keys + values, other.keys + other.values) {
                try mine.narrow(0, start: slot, length: 1)
                    .narrow(2, start: start + unused, length: count)
                    .copy_(
                        theirs.narrow(0, start: row, length: 1)
                            .narrow(2, start: unused, length: count))
            }
            padding[slot] = start + unused
        }
    }

    /// Moves a row to the right; columns pushed out at the end are lost, new ones at the start are padding.
    func shift(row: Int, by count: Int) throws {
        for tensor in keys + values {
            let mine = try tensor.narrow(0, start: row, length: 1)
            try mine.narrow(2, start: count, length: length - count)
                .copy_(mine.narrow(2, start: 0, length: length - count).clone())
        }
        padding[row] += count
    }

    /// Takes away columns that are padding in every row, once they are a quarter of all: moving the
    /// rest costs about as much as a few steps.
    func trim() throws {
        guard let unused = padding.min(), unused * 4 >= length, unused > 0 else { return }
        try shift(by: -unused, capacity: (length - unused) * 5 / 4 + 16)
    }

    /// Moves every column; those that come in at the left are zeros.
    private func shift(by count: Int, capacity: Int) throws {
        func moved(_ old: Tensor) throws -> Tensor {
            var shape = old.shape
            shape[2] = max(capacity, length + count)
            let new =
                count > 0
                ? try Tensor.zeros(shape, dtype: old.dtype, device: old.device)
                : try Tensor.empty(shape, dtype: old.dtype, device: old.device)
            let used = min(length, length + count)
            try new.narrow(2, start: max(count, 0), length: used)
                .copy_(old.narrow(2, start: max(-count, 0), length: used))
            return new
        }
        keys = try keys.map(moved)
        values = try values.map(moved)
        padding = padding.map { $0 + count }
        length += count
    }
}
