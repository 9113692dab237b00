import Optimization
import Testing
import Torch

@Suite struct GradientClippingTests {
    @Test func scalesToTheLimit() throws {
        let gradients = [
            try Tensor([3] as [Float], shape: [1]), try Tensor([0, 4] as [Float], shape: [1, 2]),
        ]
        #expect(try GradientClipping.clip(gradients, to: 1) == 5)
        // 3 / (5 + 1e-6) and 4 / (5 + 1e-6).
        #expect(abs(try gradients[0].floats()[0] - 0.6) < 1e-6)
        #expect(abs(try gradients[1].floats()[1] - 0.8) < 1e-6)
    }

    @Test func leavesShortGradientsAlone() throws {
        let gradient = try Tensor([0.3, 0.4] as [Float], shape: [2])
        #expect(abs(try GradientClipping.clip([gradient], to: 1) - 0.5) < 1e-7)
        #expect(try gradient.floats() == [0.3, 0.4])
    }

    @Test func equalsTorch() throws {
        let (golden, rates) = (try Golden(), try Golden.rates())
        let gradients = try golden.gradients(AdamWTests.names, step: 0)
        #expect(try GradientClipping.clip(gradients, to: 1) == rates.norm)
        #expect(try gradients.map { try $0.floats() } == rates.clipped)
    }

    @Test func nothingHasNoLength() throws {
        #expect(try GradientClipping.clip([], to: 1) == 0)
    }
}
