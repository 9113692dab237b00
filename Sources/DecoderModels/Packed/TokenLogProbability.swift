import Torch

/// Log-probabilities of given tokens after given states, through the output layer in chunks, so
/// that the logits of a large vocabulary never stand side by side.
///
/// With logits z = W h and the log-probability l = z[target] - log Σ exp z, an upstream gradient u
/// of l gives
///
///     dz = u (onehot(target) - softmax z),   dh = Wᵀ dz,   dW = Σ dz hᵀ
///
/// The way back needs the softmax of every chunk. The last ones are kept as far as they fit, the
/// others are computed again.
struct TokenLogProbability {
    let weight: Tensor
    /// [n, hidden]; nothing is recorded through it.
    let hidden: Tensor
    /// [n], int64.
    let targets: Tensor
    /// [n], float32 whatever the model computes in.
    let values: Tensor
    /// Mean logit over the vocabulary, [n].
    let means: Tensor
    private let chunks: [Range<Int>]
    /// Log-softmax of the last chunks, in their order.
    private let kept: [Tensor]

    /// - Parameters:
    ///   - chunk: most logits of one chunk.
    ///   - keeps: most logits that stay for ``gradients(_:addingTo:)``; 0 when it is not called.
    init(
        _ weight: Tensor, hidden: Tensor, targets: Tensor, chunk: Int, keeps: Int
    ) throws {
        self.weight = try weight.detach()
        self.hidden = try hidden.detach()
        self.targets = targets
        let vocabulary = weight.size(0)
        chunks = Self.chunks(targets.size(0), most: max(1, chunk / vocabulary))
        var (values, means): ([Tensor], [Tensor]) = ([], [])
        var kept: [Tensor] = []
        var rowsLeft = targets.size(0)
        for range in chunks {
            let logits = try Self.logits(self.weight, self.hidden, range)
            means.append(try logits.mean(-1))
            let all = try logits.logSoftmax(-1)
            values.append(try all.gather(1, Self.column(targets, range)).squeeze(1))
            if rowsLeft * vocabulary <= keeps { kept.append(all) }
            rowsLeft -= range.count
        }
        self.values = try Tensor.cat(values)
        self.means = try Tensor.cat(means)
        self.kept = kept
    }

    /// Gradients of `(values * upstream).sum()` for the states, [n, hidden]; those for the weight are
    /// added to `sum` when there is one.
    ///
    /// Writes over what is kept, so it is called once.
    func gradients(_ upstream: Tensor, addingTo sum: Tensor?) throws -> Tensor {
        let states = try Tensor.empty(hidden.shape, dtype: hidden.dtype, device: hidden.device)
        var kept = kept
        for range in chunks.reversed() {
            let all = try kept.popLast() ?? Self.logits(weight, hidden, range).logSoftmax(-1)
            let slope = try Self.column(upstream, range)
            let change = try all.exp_().mul_(-slope)
                .scatterAdd_(1, Self.column(targets, range), slope).to(weight.dtype)
            try Self.part(states, range).copy_(change.matmul(weight))
            try sum?.addmm_(change.transpose(0, 1), Self.part(hidden, range))
        }
        return states
    }

    /// As few as may be, none much smaller than another.
    private static func chunks(_ count: Int, most: Int) -> [Range<Int>] {
        let number = (count + most - 1) / most
        return (0..<number).map { count * $0 / number..<count * ($0 + 1) / number }
    }

    private static func part(_ tensor: Tensor, _ range: Range<Int>) throws -> Tensor {
        try tensor.narrow(0, start: range.lowerBound, length: range.count)
    }

    private static func column(_ tensor: Tensor, _ range: Range<Int>) throws -> Tensor {
        try part(tensor, range).unsqueeze(1)
    }

    private static func logits(_ weight: Tensor, _ hidden: Tensor, _ range: Range<Int>) throws
        -> Tensor
    { try part(hidden, range).linear(weight).to(.float32) }
}
