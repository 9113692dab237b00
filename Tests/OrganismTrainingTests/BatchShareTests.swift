import DecoderModels
import Organism
import TestSupport
import Testing
import Torch

@testable import OrganismTraining

@Suite struct BatchShareTests {
    /// Between tokens and logits of the fixture's model, whose logits are below 4.5.
    static let roundings = Roundoff.steps(
        layers: 2, hidden: 32, queries: 64, headDim: 16, intermediate: 48, columns: 12)
    static let tokenBound = Roundoff.likely(steps: 2 * roundings, scale: 4.5)

    let model: DecoderModel
    let parameters: [Tensor]

    init() throws {
        model = try DecoderModel.load(Fixture.url("preference/model"))
        parameters = model.parameters.map(\.tensor)
        for parameter in parameters { try parameter.setRequiresGrad(true) }
    }

    func share(_ batch: TrainingBatch, _ rows: Range<Int>, gates: [Float]? = nil) throws
        -> BatchShare.Result
    {
        try BatchShare(batch: batch, rows: rows, gates: gates, totalWeight: batch.totalWeight)
            .gradients(model, parameters)
    }

    @Test func lossIsTheWeightedMean() throws {
        var batch = CopyTask.batch(0, rows: 2)
        batch.weights[1][3] = 0
        batch.weights[0][0] = 100  // counts for nothing: no token comes before it
        let result = try share(batch, 0..<2)

        let ids = try Tensor(batch.tokens.flatMap { $0.map(Int.init) }, shape: [2, 12])
        let positions = try Tensor(batch.positions.flatMap { $0.map(Int.init) }, shape: [2, 12])
        let all = try withoutGradients {
            try model.logits(model.hiddenStates(ids, positions: positions)).logSoftmax(-1).floats()
        }
        var (sum, weight, answers, answerLoss) = (0.0, 0.0, 0, 0.0)
        for row in 0..<2 {
            for place in 1..<12 {
                let token = Int(batch.tokens[row][place])
                let loss = -Double(all[(row * 12 + place - 1) * 320 + token])
                sum += Double(batch.weights[row][place]) * loss
                weight += Double(batch.weights[row][place])
                if batch.weights[row][place] == 1 {
                    (answers, answerLoss) = (answers + 1, answerLoss + loss)
                }
            }
        }
        // Log-probabilities are up to 10; both sides add two dozen of them up.
        #expect(abs(result.loss - sum / weight) <= Self.tokenBound)
        #expect(result.answers == answers)
        #expect(abs(result.answerLoss - answerLoss) <= Double(answers) * Self.tokenBound)
    }

    @Test func sharesAddUpToTheBatch() throws {
        let batch = CopyTask.batch(1, rows: 3)
        let gates = HeadDropout(layers: 2, heads: 4).gates(
            seed: 5, step: 0, most: [0.9, 0.9, 0.9])
        let whole = try share(batch, 0..<3, gates: gates)
        let (one, two) = (
            try share(batch, 0..<1, gates: gates), try share(batch, 1..<3, gates: gates)
        )
        #expect(abs(whole.loss - one.loss - two.loss) <= Self.tokenBound)
        for (index, gradient) in whole.gradients.enumerated() {
            let sum = try one.gradients[index] + two.gradients[index]
            let bound = Roundoff.likely(
                steps: 6 * Self.roundings, scale: try gradient.abs().max().item())
            let error = try (gradient - sum).abs().max().item()
            #expect(Roundoff.holds(error, bound, "share \(index)"))
        }
    }

    @Test func gatesChangeTheLoss() throws {
        let batch = CopyTask.batch(2, rows: 2)
        let open = try share(batch, 0..<2)
        #expect(try share(batch, 0..<2, gates: Array(repeating: 1, count: 16)).loss == open.loss)
        #expect(try share(batch, 0..<2, gates: Array(repeating: 0, count: 16)).loss != open.loss)
    }
}
