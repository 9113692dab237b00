import Artifacts
import Foundation

/// Draws the next token of one row from its logits.
///
/// The order is that of Hugging Face: temperature, then the k most likely tokens, then the smallest
/// set of them with at least the probability p. Each row has a stream of its own, so its answer does
/// not depend on what else is in the batch.
struct Sampler {
    let sampling: Sampling
    private var stream: SeededGenerator

    init(_ sampling: Sampling) {
        self.sampling = sampling
        stream = SeededGenerator(seed: sampling.seed)
    }

    var isGreedy: Bool { sampling.temperature == 0 }

    /// - Parameter logits: one per token of the vocabulary.
    mutating func draw(_ logits: UnsafeBufferPointer<Float>) -> Int {
        let highest = Double(logits.max() ?? 0)
        // Weights relative to the most likely token, so that nothing overflows.
        func weight(_ logit: Float) -> Double {
            exp((Double(logit) - highest) / sampling.temperature)
        }
        let isCut = sampling.topP < 1 || (sampling.topK > 0 && sampling.topK < logits.count)
        guard isCut else {
            var total = 0.0
            for logit in logits { total += weight(logit) }
            var left = stream.uniform() * total
            for (token, logit) in logits.enumerated() {
                left -= weight(logit)
                if left < 0 { return token }
            }
            return logits.lastIndex { weight($0) > 0 } ?? 0
        }
        let kept = candidates(logits, weight)
        var left = stream.uniform() * kept.reduce(0) { $0 + $1.weight }
        for candidate in kept {
            left -= candidate.weight
            if left < 0 { return candidate.token }
        }
        return kept.last?.token ?? 0
    }

    /// What top-k and top-p leave, most likely first; equal weights in the order of the vocabulary.
    func candidates(
        _ logits: UnsafeBufferPointer<Float>, _ weight: (Float) -> Double
    ) -> [(token: Int, weight: Double)] {
        var order = Array(logits.indices)
        order.sort { (logits[$1], $0) < (logits[$0], $1) }
        if sampling.topK > 0 { order = Array(order.prefix(sampling.topK)) }
        var kept = order.map { (token: $0, weight: weight(logits[$0])) }
        guard sampling.topP < 1 else { return kept }
        let goal = sampling.topP * kept.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        let end = kept.firstIndex { candidate in
            sum += candidate.weight
            return sum >= goal
        }
        if let end { kept = Array(kept.prefix(end + 1)) }
        return kept
    }
}
