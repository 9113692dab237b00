import Optimization
import TestSupport
import Testing
import Torch

@Suite struct GradientClippingTests {
    @Test func scalesToTheLimit() throws {
        let gradients = [
            try Tensor([3] as [Float], shape: [1]), try Tensor([0, 4] as [Float], shape: [1, 2]),
        ]
        #expect(try GradientClipping.clip(gradients, to: 1) == 5)
        // 3 / (5 + 1e-6) and 4 / (5 + 1e-6).
        // The limit over (5 + 1e-6) is 2e-7 below 0.2, and four roundings follow.
        let bound = 2e-7 + Roundoff.worst(terms: 4, scale: 1)
        #expect(abs(try gradients[0].floats()[0] - 0.6) <= Float(bound))
        #expect(abs(try gradients[1].floats()[1] - 0.8) <= Float(bound))
    }

    @Test func leavesShortGradientsAlone() throws {
        let gradient = try Tensor([0.3, 0.4] as [Float], shape: [2])
        // 0.3 and 0.4 are rounded, then squares, sum and root.
        let length = try GradientClipping.clip([gradient], to: 1)
        #expect(abs(length - 0.5) <= Roundoff.worst(terms: 4, scale: 0.5))
        #expect(try gradient.floats() == [0.3, 0.4])
    }

    @Test func equalsTorch() throws {
        let (golden, rates) = (try Golden(), try Golden.rates())
        let gradients = try golden.gradients(AdamWTests.names, step: 0)
        // The sum of squares comes in the order of the machine's vectors; both sides.
        let terms = gradients.map(\.count).reduce(0, +)
        let length = try GradientClipping.clip(gradients, to: 1)
        let bound = Roundoff.worst(terms: 2 * terms, scale: 1)
        #expect(Roundoff.holds(abs(length / rates.norm - 1), bound, "norm"))
        for (gradient, clipped) in zip(gradients, rates.clipped) {
            let error = Roundoff.distance(try gradient.doubles(), clipped.map(Double.init))
            #expect(Roundoff.holds(error, bound, "clipped"))
        }
    }

    @Test func nothingHasNoLength() throws {
        #expect(try GradientClipping.clip([], to: 1) == 0)
    }
}
