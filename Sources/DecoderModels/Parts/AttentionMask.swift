import Torch

/// Which columns the queries of one forward pass see: made once, used by every layer of a kind.
enum AttentionMask {
    /// Everything there is: one new token without padding.
    case everything
    /// Query t sees columns 0...t.
    case causal
    /// Bool [B or 1, 1, T, S]: true is seen.
    case explicit(Tensor)

    /// - Parameters:
    ///   - count: queries T, in the last columns.
    ///   - start: columns before them, so S = start + T.
    ///   - padding: unused columns at the left of each row; empty when there are none.
    ///   - window: columns that a query sees, its own included; nil is no limit.
    static func make(
        count: Int, start: Int, padding: [Int], window: Int?, device: Device
    ) throws -> AttentionMask {
        let total = start + count
        let isPadded = padding.contains { $0 > 0 }
        let isWindowed = window.map { total > $0 } ?? false
        if !isPadded && !isWindowed {
            if count == 1 { return .everything }
            if start == 0 { return .causal }
        }
        let columns = try Tensor.arange(0, total, device: device).view([1, 1, 1, total])
        let queries = try Tensor.arange(start, total, device: device).view([1, 1, count, 1])
        var seen = try columns.le(queries)
        if let window, isWindowed {
            seen = try seen.logicalAnd(columns.gt(queries - Double(window)))
        }
        if isPadded {
            let left = try Tensor(padding, shape: [padding.count, 1, 1, 1]).to(device)
            // A padding column sees itself, so that no row of the softmax is empty.
            seen = try seen.logicalAnd(columns.ge(left)).logicalOr(columns.eq(queries))
        }
        return .explicit(seen)
    }
}
