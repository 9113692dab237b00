import Artifacts
import Foundation
import Numbers
import Torch

/// Draws the next token of one row from its logits.
///
/// The order is that of Hugging Face: temperature, then the k most likely tokens, then the smallest
/// set of them with at least the probability p. Each row has a stream of its own and takes one
/// number from it per token, so its answer does not depend on what else is in the batch (up to the
/// last bits of the logits, which kernels may round otherwise in batches of another shape).
struct Sampler {
    let sampling: SamplingParameters
    private var stream: SeededGenerator

    init(_ sampling: SamplingParameters) {
        self.sampling = sampling
        stream = SeededGenerator(seed: sampling.seed)
    }

    var isGreedy: Bool { sampling.temperature == 0 }

    /// - Parameter logits: one per token of the vocabulary.
    mutating func draw(_ logits: UnsafeBufferPointer<Float>) -> Int {
        let kept = candidates(logits)
        var left = stream.uniform() * kept.reduce(0) { $0 + $1.weight }
        for candidate in kept {
            left -= candidate.weight
            if left < 0 { return candidate.token }
        }
        return kept.last { $0.weight > 0 }?.token ?? 0
    }

    typealias Candidate = (token: Int, weight: Double)

    /// The tokens that may be drawn. Weights are probabilities relative to the most likely token, so
    /// that nothing overflows. Cut sets come most likely first, equal logits in the order of the
    /// vocabulary; the whole vocabulary comes in its own order.
    func candidates(_ logits: UnsafeBufferPointer<Float>) -> [Candidate] {
        let isCut = sampling.topK > 0 && sampling.topK < logits.count
        let tokens = isCut ? mostLikely(sampling.topK, logits) : Array(logits.indices)
        let highest = Double(logits.max() ?? 0)
        let weighted = tokens.map {
            (token: $0, weight: exp((Double(logits[$0]) - highest) / sampling.temperature))
        }
        return sampling.topP < 1 ? nucleus(weighted, isSorted: isCut, logits) : weighted
    }

    /// The tokens of the k highest logits, highest first.
    func mostLikely(_ count: Int, _ logits: UnsafeBufferPointer<Float>) -> [Int] {
        guard count <= 1024 else {
            let all = logits.enumerated().map { Self.rank($0, $1) }.sorted(by: >)
            return all.prefix(count).map(Self.token)
        }
        // A sorted list of the best so far: most tokens are refused by one comparison.
        var best: [UInt64] = []
        best.reserveCapacity(count + 1)
        for (token, logit) in logits.enumerated() {
            let rank = Self.rank(token, logit)
            if best.count == count, rank < best[count - 1] { continue }
            var (low, high) = (0, best.count)
            while low < high {
                let middle = (low + high) / 2
                if rank > best[middle] { high = middle } else { low = middle + 1 }
            }
            best.insert(rank, at: low)
            if best.count > count { best.removeLast() }
        }
        return best.map(Self.token)
    }

    /// The smallest set of most likely candidates that holds the share p of the weight.
    ///
    /// - Parameter all: sorted, or the whole vocabulary in its order.
    func nucleus(
        _ all: [Candidate], isSorted: Bool, _ logits: UnsafeBufferPointer<Float>
    ) -> [Candidate] {
        let total = all.reduce(0) { $0 + $1.weight }
        var kept = all
        if !isSorted {
            // Candidates this light hold less than 1 - p together, so none of them is in the set:
            // only the others need sorting. Half of the bound leaves room for rounding.
            let light = (1 - sampling.topP) * total / Double(all.count) / 2
            let ranks = all.lazy.filter { $0.weight > light }
                .map { Self.rank($0.token, logits[$0.token]) }
            kept = ranks.sorted(by: >).map { all[Self.token($0)] }
        }
        let goal = sampling.topP * total
        var sum = 0.0
        let end = kept.firstIndex { candidate in
            sum += candidate.weight
            return sum >= goal
        }
        return end.map { Array(kept.prefix($0 + 1)) } ?? kept
    }

    /// A number that is larger for higher logits and, among equal ones, for lower tokens: sorting
    /// numbers is several times faster than sorting by two fields.
    private static func rank(_ token: Int, _ logit: Float) -> UInt64 {
        // Adding 0 makes -0 into 0. The bits of floats order like the floats once the sign is folded.
        let bits = (logit + 0).bitPattern
        let ordered = bits >> 31 == 0 ? bits | 1 << 31 : ~bits
        return UInt64(ordered) << 32 | UInt64(~UInt32(truncatingIfNeeded: token))
    }

    private static func token(_ rank: UInt64) -> Int { Int(~UInt32(truncatingIfNeeded: rank)) }
}

extension Sampler {
    /// Whether every token of a vocabulary of this size may be drawn, which the engine does for all rows at once.
    func isWhole(_ vocabulary: Int) -> Bool {
        !isGreedy && sampling.topP >= 1 && (sampling.topK <= 0 || sampling.topK >= vocabulary)
    }

    /// The next token of every row from logits [B, vocabulary].
    ///
    /// - Parameter samplers: one per row; nil for a row whose token does not matter.
    static func choose(_ logits: Tensor, _ samplers: inout [Sampler?]) throws -> [Int] {
        let size = logits.size(1)
        var tokens =
            samplers.contains { $0?.isGreedy ?? true }
            ? try logits.argmax(-1).ints() : Array(repeating: 0, count: samplers.count)
        try drawWhole(logits, &samplers, &tokens)
        let cut = samplers.indices.filter { row in
            samplers[row].map { !$0.isGreedy && !$0.isWhole(size) } ?? false
        }
        guard !cut.isEmpty else { return tokens }
        try logits.floats().withUnsafeBufferPointer { all in
            for row in cut {
                let own = UnsafeBufferPointer(rebasing: all[row * size..<(row + 1) * size])
                if let token = samplers[row]?.draw(own) { tokens[row] = token }
            }
        }
        return tokens
    }

    /// The rows that draw from the whole vocabulary; the same tokens as ``draw(_:)`` gives.
    private static func drawWhole(
        _ logits: Tensor, _ samplers: inout [Sampler?], _ tokens: inout [Int]
    ) throws {
        var temperatures = Array(repeating: 0.0, count: samplers.count)
        var uniforms = temperatures
        for row in samplers.indices {
            guard let sampler = samplers[row], sampler.isWhole(logits.size(1)) else { continue }
            temperatures[row] = sampler.sampling.temperature
            uniforms[row] = samplers[row]?.stream.uniform() ?? 0
        }
        guard temperatures.contains(where: { $0 != 0 }) else { return }
        let drawn = try Tensor.drawTokens(
            logits.to(.cpu).to(.float32),
            temperature: Tensor(temperatures, shape: [samplers.count]),
            uniform: Tensor(uniforms, shape: [samplers.count])
        ).ints()
        for row in tokens.indices where temperatures[row] != 0 { tokens[row] = drawn[row] }
    }
}
