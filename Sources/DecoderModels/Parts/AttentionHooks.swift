package import Torch

/// A hook on the attention of every layer: it is given queries and keys, and changes nothing.
///
/// Layers come in order. Attention itself stays on its fused kernel, so weights are not among what a hook is
/// given.
package protocol AttentionHook: AnyObject {
    /// - Parameters:
    ///   - queries: [B, heads, T, D], of all new tokens, rotated.
    ///   - keys: [B, key-value heads, S, D], from the mask's first column on.
    ///   - mask: the columns that each query sees.
    func record(queries: Tensor, keys: Tensor, mask: AttentionMask) throws

    /// Whether arg-max columns are enough: then one new token a row may be attended by a kernel that
    /// gives them on the way, and queries are not shown.
    var needsOnlyArgmax: Bool { get }

    /// - Parameters:
    ///   - argmax: [B, heads], the column that each head of one new token attends to most.
    ///   - first: the column that they are counted from.
    func record(argmax: Tensor, first: Int)

    /// - Parameter outputs: [B, heads, T, D], of the heads, before any gate.
    func record(outputs: Tensor) throws
}

extension AttentionHook {
    package var needsOnlyArgmax: Bool { false }
    package func record(argmax: Tensor, first: Int) {}
    package func record(outputs: Tensor) throws {}
}

/// Records, layer by layer, the column that every head of the last query attends to most.
///
/// The largest of `q kᵀ` is the largest of the softmax, so no attention matrix is made; the result
/// stays on the device until it is read.
package final class ArgmaxHook: AttentionHook {
    /// One per layer: [B, heads], columns counted from `first`, padding included.
    private var layers: [(argmax: Tensor, first: Int)] = []

    package init() {}

    package func record(queries: Tensor, keys: Tensor, mask: AttentionMask) throws {
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

    package var needsOnlyArgmax: Bool { true }

    package func record(argmax: Tensor, first: Int) { layers.append((argmax, first)) }

    /// `[row][layer * heads + head]`: absolute positions in the row's tokens. Forgets them.
    ///
    /// - Parameter padding: unused columns at the left of each row.
    package func take(padding: [Int]) throws -> [[Int]] {
        defer { layers = [] }
        guard !layers.isEmpty else { return [] }
        let all = try Tensor.cat(layers.map(\.argmax), dim: 1)
        let (width, heads) = (all.size(1), layers[0].argmax.size(1))
        let columns = try all.ints()
        let firsts = layers.map(\.first)
        return padding.enumerated().map { row, left in
            (0..<width).map { columns[row * width + $0] + firsts[$0 / heads] - left }
        }
    }
}

/// The attention of one row's heads at some of its queries.
public struct AttentionSummary: Sendable, Equatable {
    /// `[query][layer * heads + head]`: the position with the largest attention, counted from the
    /// row's first token.
    public var argmax: [[Int]]
    /// `[query][layer * heads + head]`: the softmax weight on the query's targets, 0...1.
    public var mass: [[Double]]

    /// A summary of these values.
    public init(argmax: [[Int]], mass: [[Double]]) {
        self.argmax = argmax
        self.mass = mass
    }
}

/// A sequence of tokens, the queries in it whose attention is wanted, and the targets of each.
///
/// The query at position p is the one that predicts the token at p + 1.
public struct AttentionQuery: Sendable, Hashable {
    /// Token ids of the whole sequence.
    public var tokens: [Int]
    /// Positions of the queries.
    public var queries: Range<Int>
    /// For each of them, the positions whose weights are added up.
    public var targets: [Range<Int>]

    /// Queries with targets of their own.
    public init(tokens: [Int], queries: Range<Int>, targets: [Range<Int>]) {
        self.tokens = tokens
        self.queries = queries
        self.targets = targets
    }

    /// All queries with one target.
    public init(tokens: [Int], queries: Range<Int>, target: Range<Int>) {
        self.init(
            tokens: tokens, queries: queries,
            targets: Array(repeating: target, count: queries.count))
    }
}

/// Records for all queries of a pass the column that each head attends to most, and the weight that
/// it puts on given columns.
///
/// It makes the attention matrix of these queries, [B, heads, T, S] of one layer at a time, so the
/// passes that it hooks should be short.
final class AttentionPatternHook: AttentionHook {
    private let requests: [AttentionQuery]
    /// Column of each row's first token.
    private let padding: [Int]
    /// Column of the pass's first query.
    private let first: Int
    /// [B, 1, T, columns]: 1 where a weight counts; nil when none does.
    private let targets: Tensor?
    private var layers: [(argmax: Tensor, mass: Tensor?, first: Int)] = []

    /// - Parameters:
    ///   - padding: unused columns at the left of each row.
    ///   - columns: the pass's new columns; earlier ones come from the cache.
    init(
        _ requests: [AttentionQuery], padding: [Int], columns: Range<Int>, device: Device
    ) throws {
        self.requests = requests
        self.padding = padding
        first = columns.lowerBound
        let (count, width) = (columns.count, columns.upperBound)
        guard requests.contains(where: { !$0.targets.allSatisfy(\.isEmpty) }) else {
            targets = nil
            return
        }
        var ones = [Float](repeating: 0, count: requests.count * count * width)
        for (row, request) in requests.enumerated() {
            for (query, target) in zip(request.queries, request.targets) {
                let index = query + padding[row] - columns.lowerBound
                guard 0..<count ~= index else { continue }
                let start = (row * count + index) * width + padding[row]
                for position in target { ones[start + position] = 1 }
            }
        }
        targets = try Tensor(ones, shape: [requests.count, 1, count, width]).to(device)
    }

    func record(queries: Tensor, keys: Tensor, mask: AttentionMask) throws {
        let (rows, heads, count) = (queries.size(0), queries.size(1), queries.size(2))
        let (groups, columns) = (keys.size(1), keys.size(2))
        let grouped = try queries.reshape([rows, groups, heads / groups * count, queries.size(-1)])
        var products = try grouped.matmul(keys.transpose(2, 3))
            .reshape([rows, heads, count, columns]).to(.float32)
        products = try products * (1 / Double(queries.size(-1)).squareRoot())
        switch try mask.kind() {
        case .everything: break
        case .causal:
            let future = try Tensor.ones([count, columns], device: queries.device).triu(1)
            products = try products.maskedFill(future.gt(0), value: -.infinity)
        case .explicit(let bias): products = try products + bias
        }
        let argmax = try products.argmax(-1)
        let mass = try targets.map {
            try (products.softmax(-1) * $0.narrow(3, start: mask.first, length: columns)).sum(-1)
        }
        layers.append((argmax, mass, mask.first))
    }

    /// The summaries of all rows.
    func take() throws -> [AttentionSummary] {
        // [B, heads, T] of each layer.
        let argmax = try layers.map { try $0.argmax.ints() }
        let mass = try layers.map { try $0.mass?.doubles() }
        let heads = layers.first?.argmax.size(1) ?? 0
        let count = layers.first?.argmax.size(2) ?? 0
        return requests.enumerated().map { row, request in
            func gather<Value>(_ value: (_ layer: Int, _ index: Int) -> Value) -> [[Value]] {
                request.queries.map { query in
                    let own = query + padding[row] - first
                    return layers.indices.flatMap { layer in
                        (0..<heads).map { value(layer, (row * heads + $0) * count + own) }
                    }
                }
            }
            return AttentionSummary(
                argmax: gather { argmax[$0][$1] + layers[$0].first - padding[row] },
                mass: gather { mass[$0]?[$1] ?? 0 })
        }
    }
}
