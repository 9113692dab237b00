import Optimization
import TestSupport
import Testing
import Torch

@Suite struct MuonTests {
    static let names = ["wide", "tall", "tall2"]

    @Test func equalsTheAlgorithmInTorch() throws {
        let golden = try Golden()
        let parameters = try golden.start(Self.names)
        let optimizer = try Muon(parameters)
        for step in 0..<Golden.steps {
            try optimizer.step(
                golden.gradients(Self.names, step: step), learningRate: 0.02 / Double(step + 1))
        }
        // Each step rounds the parameter, and its update in five rounds of three products, whose sums are as long as
        // the shorter side, on both sides; the rates are 0.02, 0.01, ...
        let steps = try 2 * Golden.steps * 5 * 3 * shortest(golden)
        let bound = try Roundoff.worst(
            terms: 2 * Golden.steps, scale: golden.largest(Self.names))
        #expect(
            Roundoff.holds(
                try golden.error(parameters, after: "muon"),
                bound + Roundoff.likely(steps: steps, scale: 0.02 * 2.7), "Muon"))
    }

    func shortest(_ golden: Golden) throws -> Int {
        try Self.names.map { try golden.file.tensor("start.\($0)").shape.min() ?? 0 }.max() ?? 0
    }

    @Test func firstStepOfADiagonalByHand() throws {
        // g = diag(3, 4): u = (0.05 + 0.95 * 0.05) g, and u / |u| = diag(0.6, 0.8). Every round maps
        // each singular value by the quintic; a 2 x 2 matrix is not scaled further.
        func quintic(_ x: Double) -> Double {
            let (a, b, c) = NewtonSchulz.coefficients
            return a * x + b * x * x * x + c * x * x * x * x * x
        }
        let expected = [0.6, 0.8].map { start in (0..<5).reduce(start) { x, _ in quintic(x) } }
        let parameter = try Tensor.zeros([2, 2])
        let optimizer = try Muon([("weight", parameter)])
        try optimizer.step([Tensor([3, 0, 0, 4] as [Float], shape: [2, 2])], learningRate: 1)
        let result = try parameter.floats().map(Double.init)
        for (start, (found, wanted)) in zip(
            [0.6, 0.8], [(result[0], expected[0]), (result[3], expected[1])])
        {
            // Each round multiplies the error by its slope and rounds some ten times, numbers of up to 5.
            let (a, b, c) = NewtonSchulz.coefficients
            var (x, bound) = (start, Roundoff.worst(terms: 4, scale: start))
            for _ in 0..<5 {
                bound *= abs(a + 3 * b * x * x + 5 * c * x * x * x * x)
                bound += Roundoff.worst(terms: 10, scale: 5)
                x = quintic(x)
            }
            #expect(Roundoff.holds(abs(found + wanted), bound, "quintic"))
        }
        #expect(result[1] == 0 && result[2] == 0)
    }

    @Test func tallMatricesMoveFurther() throws {
        // An orthogonal update has one singular value per column, about 1 each; √(rows / columns)
        // of four rows and one column doubles it.
        let tall = try Tensor.zeros([4, 1])
        let wide = try Tensor.zeros([1, 4])
        let optimizer = try Muon([("tall", tall), ("wide", wide)])
        let gradient = [1, 0, 0, 0] as [Float]
        try optimizer.step(
            [Tensor(gradient, shape: [4, 1]), Tensor(gradient, shape: [1, 4])], learningRate: 1)
        // Both go through the same operations but for the last factor.
        let ratio = Double(try tall.floats()[0]) / Double(try wide.floats()[0])
        #expect(abs(ratio - 2) <= Roundoff.likely(steps: 2 * 50, scale: 2))
    }

    @Test func aGradientOfZerosMovesNothing() throws {
        let parameter = try Tensor.ones([2, 3])
        try Muon([("weight", parameter)]).step([Tensor.zeros([2, 3])], learningRate: 1)
        #expect(try parameter.floats() == [1, 1, 1, 1, 1, 1])
    }

    @Test func restoredStateContinuesBitForBit() throws {
        let golden = try Golden()
        let whole = try golden.start(Self.names)
        let first = try Muon(whole)
        for step in 0..<3 {
            try first.step(golden.gradients(Self.names, step: step), learningRate: 0.02)
        }
        let state = try first.state()
        #expect(state.map(\.name) == Self.names.map { "muon.momentum.\($0)" })
        let saved = Dictionary(
            uniqueKeysWithValues: try state.map { ($0.name, try $0.tensor.clone()) })
        let copy: [NamedTensor] = try whole.map { ($0.name, try $0.tensor.clone()) }
        let second = try Muon(copy)
        try second.restore { try #require(saved[$0]) }
        for step in 3..<6 {
            try first.step(golden.gradients(Self.names, step: step), learningRate: 0.02)
            try second.step(golden.gradients(Self.names, step: step), learningRate: 0.02)
        }
        for (one, other) in zip(whole, copy) {
            #expect(try one.tensor.floats() == other.tensor.floats())
        }
    }

    @Test func refusesVectors() throws {
        #expect {
            try Muon([("norm", Tensor.zeros([3]))])
        } throws: { error in "\(error)".contains("norm should be a matrix") }
    }
}
