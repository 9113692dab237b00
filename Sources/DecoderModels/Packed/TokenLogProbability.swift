import Torch

/// Log-probabilities of given tokens after given states, through the output layer in chunks, so
/// that no more than `chunk` logits are held at any time.
///
/// With logits z = W h and the log-probability l = z[target] - log Σ exp z, an upstream gradient u
/// of l gives
///
///     dz = u (onehot(target) - softmax z),   dh = Wᵀ dz,   dW = Σ dz hᵀ
///
/// The way back computes the logits of a chunk again; those of the last one are kept.
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
    private let rows: Int
    private let kept: Tensor?

    /// - Parameters:
    ///   - keeps: whether ``gradients(_:)`` will be called.
    ///   - chunk: logits.
    init(
        _ weight: Tensor, hidden: Tensor, targets: Tensor, keeps: Bool, chunk: Int
    ) throws {
        self.weight = try weight.detach()
        self.hidden = try hidden.detach()
        self.targets = targets
        rows = max(1, chunk / weight.size(0))
        var (values, means): ([Tensor], [Tensor]) = ([], [])
        var last: Tensor?
        for range in Self.ranges(targets.size(0), rows) {
            // The one before goes first.
            last = nil
            let logits = try Self.logits(self.weight, self.hidden, range)
            means.append(try logits.mean(-1))
            let all = try logits.logSoftmax(-1)
            values.append(try all.gather(1, Self.column(targets, range)).squeeze(1))
            last = all
        }
        self.values = try Tensor.cat(values)
        self.means = try Tensor.cat(means)
        kept = keeps ? last : nil
    }

    /// Gradients of `(values * upstream).sum()` for the states, [n, hidden], and, when it is asked
    /// for, the weight.
    ///
    /// Writes over what is kept, so it is called once.
    func gradients(
        _ upstream: Tensor, ofWeight: Bool
    ) throws -> (hidden: Tensor, weight: Tensor?) {
        let states = try Tensor.empty(hidden.shape, dtype: hidden.dtype, device: hidden.device)
        let sum = ofWeight ? try weight.zerosLike() : nil
        for range in Self.ranges(targets.size(0), rows).reversed() {
            let isLast = range.upperBound == targets.size(0)
            let all =
                try (isLast ? kept : nil) ?? Self.logits(weight, hidden, range).logSoftmax(-1)
            let slope = try Self.column(upstream, range)
            let change = try all.exp_().mul_(-slope)
                .scatterAdd_(1, Self.column(targets, range), slope).to(weight.dtype)
            try Self.part(states, range).copy_(change.matmul(weight))
            try sum?.addmm_(change.transpose(0, 1), Self.part(hidden, range))
        }
        return (states, sum)
    }

    private static func ranges(_ count: Int, _ rows: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: rows).map { $0..<min($0 + rows, count) }
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
