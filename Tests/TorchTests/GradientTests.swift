import Testing
import Torch

@Suite struct GradientTests {
    @Test func backwardAccumulates() throws {
        let x = try Tensor([1, 2, 3] as [Float], shape: [3])
        try x.setRequiresGrad(true)
        // d/dx Σ x² = 2x
        try x.square().sum().backward()
        #expect(try x.grad?.floats() == [2, 4, 6])
        try x.square().sum().backward()
        #expect(try x.grad?.floats() == [4, 8, 12])
        x.zeroGrad()
        #expect(x.grad == nil)
    }

    @Test func gradientsLeaveLeavesAlone() throws {
        let x = try Tensor([2] as [Float], shape: [1])
        let unused = try Tensor([5] as [Float], shape: [1])
        try x.setRequiresGrad(true)
        try unused.setRequiresGrad(true)
        let found = try Tensor.gradients(of: (x * x * 3).sum(), for: [x, unused])
        #expect(try found[0].floats() == [12])
        #expect(try found[1].floats() == [0])
        #expect(x.grad == nil)
    }

    @Test func modesNest() throws {
        let x = try Tensor([2] as [Float], shape: [1])
        try x.setRequiresGrad(true)
        let (quiet, loud) = try withoutGradients {
            (try x * x, try withGradients { try x * x })
        }
        #expect(!quiet.requiresGrad && loud.requiresGrad)
        #expect(try !inferenceMode { try x * x }.requiresGrad)
        // The mode ends with the body, also when it throws.
        struct Stop: Error {}
        try? withoutGradients { throw Stop() }
        #expect(try (x * x).requiresGrad)
    }
}
