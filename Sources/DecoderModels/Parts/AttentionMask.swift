import Torch

/// Which columns the queries of one forward pass see: made once, used by every layer of a kind.
public struct AttentionMask {
    enum Kind {
        /// Everything there is: one new token without padding.
        case everything
        /// Query t sees columns 0...t.
        case causal
        /// [B or 1, 1, T, S], added to `q kᵀ`: 0 where a query sees a column, else -∞.
        case explicit(Tensor)
    }

    let kind: Kind
    /// Columns before this one are out of every query's reach: keys and values start here.
    let first: Int
    /// One new token a row: the first column, counted from `first`, that each row sees, [B] int64. It
    /// sees all from there on. Nil without a cache.
    let starts: Tensor?

    /// - Parameters:
    ///   - count: queries T, in the last columns.
    ///   - start: columns before them, so S = start + T - first.
    ///   - padding: unused columns at the left of each row; empty when there are none.
    ///   - window: columns that a query sees, its own included; nil is no limit.
    ///   - dtype: of the queries.
    static func make(
        count: Int, start: Int, padding: [Int], window: Int?, dtype: DType, device: Device
    ) throws -> AttentionMask {
        let total = start + count
        let first = window.map { max(0, start + 1 - $0) } ?? 0
        let isPadded = padding.contains { $0 > first }
        let isWindowed = window.map { total - first > $0 } ?? false
        // A window of one query ends where all columns do, so it only moves the first one.
        let starts =
            count == 1 && !padding.isEmpty
            ? try Tensor(padding.map { max(0, $0 - first) }, shape: [padding.count]).to(device)
            : nil
        if !isPadded && !isWindowed {
            if count == 1 {
                return AttentionMask(kind: .everything, first: first, starts: starts)
            }
            if start == 0 { return AttentionMask(kind: .causal, first: first, starts: nil) }
        }
        let columns = try Tensor.arange(first, total, device: device)
            .view([1, 1, 1, total - first])
        let queries = try Tensor.arange(start, total, device: device).view([1, 1, count, 1])
        var hidden = try columns.gt(queries)
        if let window, isWindowed {
            hidden = try hidden.logicalOr(columns.le(queries - Double(window)))
        }
        if isPadded {
            let left = try Tensor(padding, shape: [padding.count, 1, 1, 1]).to(device)
            // A padding column sees itself, so that no row of the softmax is empty.
            hidden = try hidden.logicalOr(columns.lt(left)).logicalAnd(columns.ne(queries))
        }
        let bias = try Tensor.zeros(hidden.shape, dtype: dtype, device: device)
            .maskedFill(hidden, value: -.infinity)
        return AttentionMask(kind: .explicit(bias), first: first, starts: starts)
    }
}
