/// How a list of pairs is cut into forward passes.
enum PassPlan {
    /// `batch` pairs each, the last with what is left.
    case pairs(Int)
    /// As many pairs as have this many tokens together; one that has more is alone. `tokens` are
    /// those of every pair.
    case budget(Int, tokens: [Int])

    init(_ options: PreferenceOptions, _ pairs: [TokenizedPair]) {
        self =
            options.batchTokens.map { .budget($0, tokens: pairs.map(\.packedCount)) }
            ?? .pairs(options.batch)
    }

    /// - Parameter order: indices of pairs; passes take them as they come.
    func passes(_ order: [Int]) -> [[Int]] {
        switch self {
        case .pairs(let count):
            return stride(from: 0, to: order.count, by: count).map {
                Array(order[$0..<min($0 + count, order.count)])
            }
        case .budget(let most, let tokens):
            var passes: [[Int]] = []
            var filled = 0
            for pair in order {
                if passes.isEmpty || filled + tokens[pair] > most {
                    passes.append([])
                    filled = 0
                }
                passes[passes.count - 1].append(pair)
                filled += tokens[pair]
            }
            return passes
        }
    }
}

extension TokenizedPair {
    /// Tokens of a packed row: what both sides begin with counts once.
    var packedCount: Int {
        let (one, other) = (chosen.tokens, rejected.tokens)
        return one.count + other.count - zip(one, other).prefix { $0 == $1 }.count
    }
}
