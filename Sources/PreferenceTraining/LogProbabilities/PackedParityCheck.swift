import DecoderModels
import Foundation
import Torch

/// Compares the packed layout with the padded one on one pair, before anything is trained.
///
/// The packed one rests on masks, shared keys and a backward pass of our own; a kernel that does not do
/// there what it should would train a wrong model without a sign. So each run first sees both
/// layouts agree on the machine, the library and the model that it uses.
struct PackedParityCheck {
    let model: DecoderModel
    /// Largest relative difference that is taken for rounding.
    var tolerance: Double
    /// The pair is cut to these, so that the check costs little on long ones.
    static let (prompt, answer) = (512, 128)

    init(_ model: DecoderModel, tolerance: Double? = nil) {
        self.model = model
        // bfloat16 keeps 8 bits of a number.
        self.tolerance = tolerance ?? (model.dtype == .float32 ? 1e-4 : 0.05)
    }

    /// - Returns: nil when they agree, else a sentence with the numbers that differ.
    func problem(_ pair: TokenizedPair, checkpointsActivations: Bool) throws -> String? {
        let leaves = model.trained.map(\.tensor)
        let before = leaves.map(\.requiresGrad)
        for leaf in leaves { try leaf.setRequiresGrad(true) }
        defer { for (leaf, old) in zip(leaves, before) { try? leaf.setRequiresGrad(old) } }
        let group = [Self.cut(pair.chosen), Self.cut(pair.rejected)]
        func results(_ layout: BatchLayout) throws -> (sums: [Double], gradients: [Tensor]) {
            let score = SequenceLogProbability(
                model: model, layout: layout, checkpointsActivations: checkpointsActivations)
            let scores = try score([group])
            // Unequal weights: the gradients of equal answers must not cancel.
            let weights = try Tensor([1, -0.5] as [Float], shape: [2]).to(model.device)
            let loss = try (scores.logProbabilities * weights).sum()
            let gradients = GradientAccumulator()
            try scores.gradients(of: loss, for: model.trained, into: gradients)
            return (
                try scores.logProbabilities.doubles(),
                try gradients.gradients(for: model.trained)
            )
        }
        let (padded, packed) = (try results(.padded), try results(.packed))
        for (one, other) in zip(padded.sums, packed.sums)
        where !(abs(one - other) <= tolerance * max(abs(one), 1)) {
            return "log-probability \(one) padded and \(other) packed"
        }
        let size = try Self.norm(padded.gradients)
        let distance = try Self.norm(zip(padded.gradients, packed.gradients).map { try $0 - $1 })
        guard distance <= tolerance * size else {
            return "a gradient of norm \(size) padded that is \(distance) away packed"
        }
        return nil
    }

    private static func norm(_ tensors: [Tensor]) throws -> Double {
        try tensors.reduce(0) { $0 + pow(try $1.to(.float32).norm().item(), 2) }.squareRoot()
    }

    private static func cut(_ side: TokenizedPair.Side) -> TokenizedPair.Side {
        TokenizedPair.Side(
            prompt: side.prompt.suffix(prompt), completion: Array(side.completion.prefix(answer)))
    }
}
