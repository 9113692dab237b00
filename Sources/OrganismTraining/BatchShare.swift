import DecoderModels
import Numbers
import Organism
import Storage
import Torch

/// The rows of a step that one worker computes the gradient of.
struct BatchShare {
    var batch: TrainingBatch
    /// Indices of its rows in the batch.
    var rows: Range<Int>
    /// Gates of all rows of the batch, [rows * layers * heads]; nil silences nothing.
    var gates: [Float]?
    /// Sum of all weights of the whole batch, so that the shares of all workers add up to its loss.
    var totalWeight: Double

    struct Result {
        var gradients: [Tensor]
        /// This share's part of the loss of the step.
        var loss: Double
        /// Sums over the tokens of answers.
        var answerLoss: Double
        var answers: Int
        var correct: Int
    }

    /// Gradients of `sum(weights * crossEntropy) / totalWeight` for `parameters`.
    func gradients(_ model: DecoderModel, _ parameters: [Tensor]) throws -> Result {
        let length = batch.tokens[0].count
        let device = parameters[0].device
        let shape = [rows.count, length]
        let tokens = try Tensor(
            batch.tokens[rows].flatMap { $0.map(Int.init) }, shape: shape
        ).to(device)
        let positions = try Tensor(
            batch.positions[rows].flatMap { $0.map(Int.init) }, shape: shape
        ).to(device)
        let scored = scored(length: length)
        let index = try Tensor(scored.indices, shape: [scored.indices.count]).to(device)
        let targets = try Tensor(scored.targets, shape: [scored.targets.count]).to(device)
        let weights = try Tensor(scored.weights, shape: [scored.weights.count]).to(device)

        let hidden = try model.hiddenStates(
            tokens, positions: positions,
            gates: gates.map {
                HeadGateTensors(scale: try gate($0, model.configuration).to(device))
            })
        let width = hidden.size(-1)
        // Only tokens with a weight need logits, the largest tensor of a step.
        let logits = try model.logits(hidden.reshape([-1, width]).indexSelect(0, index))
        let losses = try logits.crossEntropy(targets: targets, reduction: .none)
        let loss = try (losses * weights).sum() / totalWeight
        let gradients = try Tensor.gradients(of: loss, for: parameters)

        return try withoutGradients {
            let count = scored.answers
            guard count > 0 else {
                return Result(
                    gradients: gradients, loss: try loss.item(), answerLoss: 0, answers: 0,
                    correct: 0)
            }
            let best = try logits.detach().narrow(0, start: 0, length: count).argmax(-1)
            let hits = try best.eq(targets.narrow(0, start: 0, length: count)).sum()
            return Result(
                gradients: gradients, loss: try loss.item(),
                answerLoss: try losses.narrow(0, start: 0, length: count).sum().item(),
                answers: count, correct: Int(try hits.item()))
        }
    }

    /// Indices of the tokens whose next token counts, those before tokens of answers first.
    private func scored(length: Int) -> (
        indices: [Int], targets: [Int], weights: [Float], answers: Int
    ) {
        var indices: [Int] = []
        var targets: [Int] = []
        var weights: [Float] = []
        var answers = 0
        for isAnswer in [true, false] {
            for (row, source) in rows.enumerated() {
                for column in 1..<length {
                    let weight = batch.weights[source][column]
                    guard weight > 0, (weight >= 1) == isAnswer else { continue }
                    indices.append(row * length + column - 1)
                    targets.append(Int(batch.tokens[source][column]))
                    weights.append(weight)
                }
            }
            if isAnswer { answers = indices.count }
        }
        return (indices, targets, weights, answers)
    }

    private func gate(_ gates: [Float], _ configuration: ModelConfiguration) throws -> Tensor {
        let size = configuration.layers * configuration.heads
        return try Tensor(
            Array(gates[rows.lowerBound * size..<rows.upperBound * size]),
            shape: [rows.count, configuration.layers, configuration.heads])
    }
}

extension TrainingBatch {
    /// Sum of the weights that count.
    var totalWeight: Double {
        weights.reduce(0) { sum, row in row.dropFirst().reduce(sum) { $0 + Double($1) } }
    }

    /// - Throws: `DataError` when rows differ in length, or nothing is to be learned.
    func check(step: Int) throws {
        let length = tokens.first?.count ?? 0
        let counts = [tokens.map(\.count), weights.map(\.count), positions.map(\.count)]
        let isEven = counts.allSatisfy {
            $0.count == tokens.count && $0.allSatisfy { $0 == length }
        }
        guard isEven, headDropout.count == tokens.count, length > 1, totalWeight > 0 else {
            throw DataError(
                "the training batch of step \(step) should have rows of one length of at least 2, with a weight above 0."
            )
        }
    }
}

/// Head dropout of one step: whole heads of a row are silenced at random.
///
/// A quarter of the rows keep all heads; another row has a rate drawn from 0 to its highest, and each of
/// its heads is silenced with that rate, independently. The heads that stay are not scaled up. A
/// model grown like this does its work in more than one place, as big models do, and that is what
/// makes masking random heads a fair control.
struct HeadDropout {
    var layers: Int
    var heads: Int
    static let untouched = 0.25

    /// Gates of all rows, [rows * layers * heads] of 0 or 1; nil when nothing can be silenced.
    ///
    /// They depend on seed and step alone, so a run can go on from any step and the number of
    /// workers does not matter.
    ///
    /// - Parameter most: the highest rate of each row, 0 to 1.
    func gates(seed: UInt64, step: Int, most: [Double]) -> [Float]? {
        guard most.contains(where: { $0 > 0 }) else { return nil }
        var random = SeededGenerator.derive(seed, UInt64(step))
        var gates: [Float] = []
        gates.reserveCapacity(most.count * layers * heads)
        for most in most {
            let rate =
                random.uniform() < Self.untouched ? 0 : random.uniform() * most
            for _ in 0..<layers * heads { gates.append(random.uniform() < rate ? 0 : 1) }
        }
        return gates
    }
}
