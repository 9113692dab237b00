import Optimization
import TestSupport
import Testing
import Torch

@Suite struct AdamWTests {
    static let names = ["wide", "tall", "tall2", "norm"]

    @Test func firstStepByHand() throws {
        // m = 0.1 g, v = 0.001 g², both corrected to g and g²: the step is rate * g / (|g| + 1e-8),
        // that is rate * sign(g). Decay takes 0.1 * rate of the matrix first.
        let matrix = try Tensor([2] as [Float], shape: [1, 1])
        let bias = try Tensor([2] as [Float], shape: [1])
        let optimizer = try AdamW(
            [("weight", matrix), ("bias", bias)], AdamWSettings(weightDecay: 0.1))
        let gradients = [
            try Tensor([-3] as [Float], shape: [1, 1]), try Tensor([5] as [Float], shape: [1]),
        ]
        try optimizer.step(gradients, learningRate: 0.5)
        // Moments, their corrections, root, quotient, decay and difference: some ten roundings of numbers up to 2.5.
        let bound = Roundoff.worst(terms: 10, scale: 2.5)
        #expect(abs(try matrix.item() - (2 - 0.5 * 0.1 * 2 + 0.5)) <= bound)
        #expect(abs(try bias.item() - (2 - 0.5)) <= bound)
    }

    @Test func epsilonDecidesForSmallGradients() throws {
        // The step is rate * g / (|g| + 1e-8) with the corrected root outside: g = 1e-8 gives rate / 2,
        // g = 3e-8 three quarters of it, g = -1e-8 minus a half.
        let values = try Tensor([2, 2, 2] as [Float], shape: [3])
        let optimizer = try AdamW([("bias", values)])
        try optimizer.step(
            [try Tensor([1e-8, 3e-8, -1e-8] as [Float], shape: [3])], learningRate: 0.5)
        let bound = Roundoff.worst(terms: 10, scale: 2.5)
        for (value, expected) in zip(try values.floats(), [1.75, 1.625, 2.25]) {
            #expect(abs(Double(value) - expected) <= bound)
        }
    }

    @Test func equalsTorch() throws {
        let golden = try Golden()
        let parameters = try golden.start(Self.names)
        let optimizer = try AdamW(
            parameters, AdamWSettings(beta1: 0.9, beta2: 0.95, weightDecay: 0.1))
        for step in 0..<Golden.steps {
            try optimizer.step(
                golden.gradients(Self.names, step: step), learningRate: 0.01 / Double(step + 1))
        }
        // Bits depend on the vectors of the machine that recorded: whether products are fused. Each step rounds the
        // parameter twice (decay, difference) on both sides, and the update in some ten operations on moments, of
        // which the first may be 1 / √(1 - beta2) = 4.5 times the root of the second.
        let moved = 10 * 4.5 * 0.01
        let bound = try Roundoff.worst(
            terms: 2 * Golden.steps, scale: 2 * golden.largest(Self.names) + moved)
        let error = try golden.error(parameters, after: "adamw")
        #expect(Roundoff.holds(error, bound, "AdamW"))
    }

    @Test func restoredStateContinuesBitForBit() throws {
        let golden = try Golden()
        let settings = AdamWSettings(beta2: 0.95, weightDecay: 0.1)
        let whole = try golden.start(Self.names)
        let first = try AdamW(whole, settings)
        for step in 0..<4 {
            try first.step(golden.gradients(Self.names, step: step), learningRate: 0.01)
        }
        let saved = Dictionary(
            uniqueKeysWithValues: try first.state().map { ($0.name, try $0.tensor.clone()) })
        let copy: [NamedTensor] = try whole.map { ($0.name, try $0.tensor.clone()) }
        let second = try AdamW(copy, settings)
        try second.restore { try #require(saved[$0]) }
        #expect(second.steps == 4)
        for step in 4..<8 {
            try first.step(golden.gradients(Self.names, step: step), learningRate: 0.01)
            try second.step(golden.gradients(Self.names, step: step), learningRate: 0.01)
        }
        for (one, other) in zip(whole, copy) {
            #expect(try one.tensor.floats() == other.tensor.floats())
        }
    }

    @Test func refusesAnotherNumberOfGradients() throws {
        let optimizer = try AdamW([("weight", try Tensor.zeros([2]))])
        #expect(throws: TorchError.self) { try optimizer.step([], learningRate: 1) }
    }
}
