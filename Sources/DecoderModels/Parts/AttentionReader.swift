import Torch

/// What the heads of one row attended to: for every query asked about and every head.
public struct AttentionReading: Sendable, Equatable {
    /// `[query][layer * heads + head]`: the position with the largest attention, counted from the
    /// row's first token.
    public var best: [[Int]]
    /// `[query][layer * heads + head]`: the softmax weight on the query's targets, 0...1.
    public var mass: [[Double]]

    public init(best: [[Int]], mass: [[Double]]) {
        self.best = best
        self.mass = mass
    }
}

/// A stretch of tokens to read, and where its queries may look.
///
/// The query at position p is the one that predicts the token at p + 1.
public struct ReadingRequest: Sendable, Hashable {
    public var tokens: [Int]
    /// Positions whose queries are read.
    public var queries: Range<Int>
    /// For each of them, the positions whose weights are added up.
    public var targets: [Range<Int>]

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

/// Notes for all queries of a pass which column each head attends to most, and how much weight it
/// puts on given columns.
///
/// It makes the attention matrix of these queries, [B, heads, T, S] of one layer at a time, so the
/// passes that it watches should be short.
final class AttentionReader: AttentionWatcher {
    private let requests: [ReadingRequest]
    /// Column of each row's first token.
    private let padding: [Int]
    /// Column of the pass's first query.
    private let first: Int
    /// [B, 1, T, columns]: 1 where a weight counts; nil when none does.
    private let targets: Tensor?
    private var layers: [(best: Tensor, mass: Tensor?, first: Int)] = []

    /// - Parameters:
    ///   - padding: unused columns at the left of each row.
    ///   - columns: the pass's new columns; earlier ones come from the cache.
    init(
        _ requests: [ReadingRequest], padding: [Int], columns: Range<Int>, device: Device
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
                let place = query + padding[row] - columns.lowerBound
                guard 0..<count ~= place else { continue }
                let start = (row * count + place) * width + padding[row]
                for position in target { ones[start + position] = 1 }
            }
        }
        targets = try Tensor(ones, shape: [requests.count, 1, count, width]).to(device)
    }

    func watch(queries: Tensor, keys: Tensor, mask: AttentionMask) throws {
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
        let best = try products.argmax(-1)
        let mass = try targets.map {
            try (products.softmax(-1) * $0.narrow(3, start: mask.first, length: columns)).sum(-1)
        }
        layers.append((best, mass, mask.first))
    }

    /// The readings of all rows.
    func take() throws -> [AttentionReading] {
        // [B, heads, T] of each layer.
        let best = try layers.map { try $0.best.ints() }
        let mass = try layers.map { try $0.mass?.doubles() }
        let heads = layers.first?.best.size(1) ?? 0
        let count = layers.first?.best.size(2) ?? 0
        return requests.enumerated().map { row, request in
            func gather<Value>(_ value: (_ layer: Int, _ place: Int) -> Value) -> [[Value]] {
                request.queries.map { query in
                    let place = query + padding[row] - first
                    return layers.indices.flatMap { layer in
                        (0..<heads).map { value(layer, (row * heads + $0) * count + place) }
                    }
                }
            }
            return AttentionReading(
                best: gather { best[$0][$1] + layers[$0].first - padding[row] },
                mass: gather { mass[$0]?[$1] ?? 0 })
        }
    }
}
