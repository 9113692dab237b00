import Torch

extension Sampler {
    /// The next token of every row from logits [B, vocabulary].
    ///
    /// - Parameter samplers: one per row; nil for a row whose token does not matter.
    static func choose(_ logits: Tensor, _ samplers: inout [Sampler?]) throws -> [Int] {
        var tokens = try logits.argmax(-1).ints()
        guard samplers.contains(where: { $0.map { !$0.isGreedy } ?? false }) else { return tokens }
        let size = logits.size(1)
        try logits.floats().withUnsafeBufferPointer { all in
            for row in tokens.indices {
                guard let isGreedy = samplers[row]?.isGreedy, !isGreedy else { continue }
                let own = UnsafeBufferPointer(rebasing: all[row * size..<(row + 1) * size])
                if let token = samplers[row]?.draw(own) { tokens[row] = token }
            }
        }
        return tokens
    }
}
