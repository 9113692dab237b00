import Torch

/// Rows that come and go while the others go on.
extension KeyValueCache {
    /// A cache of its own with these rows of this one, in this order, and no room beyond them.
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
    ///   - places: rows of this cache.
    ///   - rows: rows of the other, one for each place.
    func replace(_ places: [Int], with other: KeyValueCache, rows: [Int]) throws {
        if other.length > length { try shift(by: other.length - length, capacity: other.length) }
        let start = length - other.length
        for (place, row) in zip(places, rows) {
            let unused = other.padding[row]
            let count = other.length - unused
            // What stays of the old row in the columns before is padding from now on: finite
            // numbers, multiplied with weights of 0.
            for (mine, theirs) in zip(keys + values, other.keys + other.values) {
                try mine.narrow(0, start: place, length: 1)
                    .narrow(2, start: start + unused, length: count)
                    .copy_(
                        theirs.narrow(0, start: row, length: 1)
                            .narrow(2, start: unused, length: count))
            }
            padding[place] = start + unused
        }
    }

    /// Moves a row to the right; what leaves it at the end is lost, what comes in is padding.
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
    private func shift(by count: Int, capacity room: Int) throws {
        func moved(_ old: Tensor) throws -> Tensor {
            var shape = old.shape
            shape[2] = max(room, length + count)
            let new =
                count > 0
                ? try Tensor.zeros(shape, dtype: old.dtype, device: old.device)
                : try Tensor.empty(shape, dtype: old.dtype, device: old.device)
            let kept = min(length, length + count)
            try new.narrow(2, start: max(count, 0), length: kept)
                .copy_(old.narrow(2, start: max(-count, 0), length: kept))
            return new
        }
        keys = try keys.map(moved)
        values = try values.map(moved)
        padding = padding.map { $0 + count }
        length += count
    }
}
