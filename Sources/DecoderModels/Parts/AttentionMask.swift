import Torch

/// The columns that the queries of one forward pass see: made once, used by every layer of a kind.
///
/// ```swift
/// // Two queries after three columns; the second row is padded by one.
/// let mask = try AttentionMask(
///     count: 2, start: 3, padding: [0, 1], window: nil, dtype: .float32, device: .cpu)
/// try mask.kind()                 // .explicit, [2, 1, 2, 5]
/// ```
package struct AttentionMask {
    enum Kind {
        /// Everything there is: one new token without padding.
        case everything
        /// Query t sees columns 0...t.
        case causal
        /// [B or 1, 1, T, S], added to `q kᵀ`: 0 where a query sees a column, else -∞.
        case explicit(Tensor)
    }

    /// The first column that any query's window reaches: keys and values start here.
    let first: Int
    /// The first column, counted from `first`, that each row sees, [B] int64; nil where no padding was
    /// given, so that all rows see all columns.
    let firstVisible: Tensor?
    /// Columns that a query sees, its own included; nil where that hides none.
    let window: Int?
    /// Queries, in the last columns.
    private let count: Int
    /// Columns up to the last query's.
    private let total: Int
    private let padding: [Int]
    private let windowSize: Int?
    private let dtype: DType
    private let device: Device
    private let memo = Memo()

    /// The result of ``kind()``: the matrix is made for the first layer that needs it, for most need none.
    private final class Memo {
        var kind: Kind?
    }

    /// - Parameters:
    ///   - count: queries T, in the last columns.
    ///   - start: columns before them, so S = start + T - first.
    ///   - padding: unused columns at the left of each row; empty when there are none.
    ///   - window: columns that a query sees, its own included; nil is no limit.
    ///   - dtype: of the queries.
    init(
        count: Int, start: Int, padding: [Int], window: Int?, dtype: DType, device: Device
    ) throws {
        let total = start + count
        let first = window.map { max(0, start + 1 - $0) } ?? 0
        (self.count, self.total, self.first, self.padding) = (count, total, first, padding)
        (self.dtype, self.device, windowSize) = (dtype, device, window)
        self.window = window.flatMap { total - first > $0 ? $0 : nil }
        firstVisible =
            padding.isEmpty
            ? nil
            : try Tensor(padding.map { max(0, $0 - first) }, shape: [padding.count]).to(device)
    }

    /// The mask of the last of these queries; a window may begin later for them.
    func last(_ count: Int) throws -> AttentionMask {
        try AttentionMask(
            count: count, start: total - count, padding: padding, window: windowSize, dtype: dtype,
            device: device)
    }

    /// The mask for a kernel that takes masks.
    func kind() throws -> Kind {
        if let kind = memo.kind { return kind }
        let kind = try make()
        memo.kind = kind
        return kind
    }

    private func make() throws -> Kind {
        let start = total - count
        let isPadded = padding.contains { $0 > first }
        if !isPadded && window == nil {
            if count == 1 { return .everything }
            if start == 0 { return .causal }
        }
        let columns = try Tensor.arange(first, total, device: device)
            .view([1, 1, 1, total - first])
        let queries = try Tensor.arange(start, total, device: device).view([1, 1, count, 1])
        var hidden = try columns.gt(queries)
        if let window { hidden = try hidden.logicalOr(columns.le(queries - Double(window))) }
        if isPadded {
            let left = try Tensor(padding, shape: [padding.count, 1, 1, 1]).to(device)
            // A padding column sees itself, so that no row of the softmax is empty.
            hidden = try hidden.logicalOr(columns.lt(left)).logicalAnd(columns.ne(queries))
        }
        let bias = try Tensor.zeros(hidden.shape, dtype: dtype, device: device)
            .maskedFill(hidden, value: -.infinity)
        return .explicit(bias)
    }
}
