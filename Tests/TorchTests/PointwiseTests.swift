import Foundation
import TestSupport
import Testing
import Torch

/// The engine's operators of one pass against their equations in float64, composed of libtorch's, both ways: no less exact
/// than that composition in float32, up to three bits.
@Suite struct PointwiseTests {
    /// Output and gradients of `ours` at every level, and of `composed` on the same inputs in both precisions.
    func compare(
        _ inputs: [Tensor], _ ours: ([Tensor]) throws -> Tensor,
        _ composed: ([Tensor]) throws -> Tensor
    ) throws {
        for level in VectorLevel.here {
            try withVectors(level) { try compare(inputs, ours, composed, "\(level)") }
        }
    }

    func compare(
        _ inputs: [Tensor], _ ours: ([Tensor]) throws -> Tensor,
        _ composed: ([Tensor]) throws -> Tensor, _ level: String
    ) throws {
        func run(_ dtype: DType, _ body: ([Tensor]) throws -> Tensor) throws -> [[Double]] {
            let list = try inputs.map { try $0.detach().to(dtype).clone() }
            for tensor in list { try tensor.setRequiresGrad(true) }
            let output = try body(list)
            let upstream = try Tensor.known(output.shape, step: 0.4142135).to(dtype)
            let gradients = try Tensor.gradients(of: (output * upstream).sum(), for: list)
            return try ([output.detach()] + gradients).map { try $0.doubles() }
        }
        let (found, narrow, wide) = (
            try run(.float32, ours), try run(.float32, composed), try run(.float64, composed)
        )
        for (index, right) in wide.enumerated() {
            let size = Roundoff.largest(right)
            let bound = Roundoff.comparable(
                to: Roundoff.distance(narrow[index], right), scale: max(size, 1))
            let error = Roundoff.distance(found[index], right)
            #expect(size > 0)
            #expect(
                Roundoff.holds(error, bound, "pointwise \(right.count) numbers, \(index) \(level)"),
                "\(level)")
        }
        // What is computed without gradients has the same bits.
        let recorded = try ours(
            inputs.map {
                let leaf = try $0.detach().clone()
                try leaf.setRequiresGrad(true)
                return leaf
            })
        #expect(try ours(inputs).floats() == recorded.detach().floats())
    }

    /// Widths below, between and above those of vectors; more rows than one sum of gradients has.
    @Test(arguments: [[3, 5], [2, 70, 16], [1, 9, 33], [150, 96], [2, 3, 4, 128]])
    func rmsNorm(_ shape: [Int]) throws {
        let width = shape[shape.count - 1]
        try compare(
            [Tensor.known(shape, step: 0.6180339), Tensor.known([width], step: 0.7548776)],
            { try $0[0].rmsNorm($0[1], epsilon: 1e-3) },
            { try $0[0] / ($0[0].square().mean(-1, keepDim: true) + 1e-3).sqrt() * $0[1] })
    }

    /// Angles of all rows and of each; heads laid out as the products leave them.
    @Test(arguments: [[2, 3, 5, 16, 1], [2, 1, 7, 10, 2], [1, 8, 40, 64, 1]])
    func rotary(_ s: [Int]) throws {
        let angles = try Tensor.known([s[4], 1, s[2], s[3] / 2], step: 0.5698402)
        let both = try Tensor.cat([angles, angles], dim: -1)
        try compare(
            [Tensor.known([s[0], s[2], s[1], s[3]], step: 0.6180339)],
            { try $0[0].transpose(1, 2).rotated(cosine: both.cos(), sine: both.sin()) },
            { list in
                let x = try list[0].transpose(1, 2)
                let (one, two) = (
                    try x.narrow(-1, start: 0, length: s[3] / 2),
                    try x.narrow(-1, start: s[3] / 2, length: s[3] / 2)
                )
                let type = x.dtype
                let (cosine, sine) = (try angles.to(type).cos(), try angles.to(type).sin())
                return try Tensor.cat(
                    [one * cosine - two * sine, two * cosine + one * sine], dim: -1)
            })
    }

    @Test(arguments: [[3, 5], [4, 16], [70, 173]]) func swiglu(_ shape: [Int]) throws {
        try compare(
            [Tensor.known(shape, step: 0.6180339) * 20, Tensor.known(shape, step: 0.7548776)],
            { try $0[0].swiglu($0[1]) },
            { try $0[0] / ((-$0[0]).exp() + 1) * $0[1] })
    }

    /// However threads share the work: stretches that one of them takes alone have the same bits. The
    /// counts are no multiples of vectors, halves neither.
    @Test(arguments: VectorLevel.here) func stretchesAlone(_ level: VectorLevel) throws {
        try withVectors(level) { try stretchesAlone() }
    }

    func stretchesAlone() throws {
        let (count, block) = (3 * 16_384 + 4_009, 16_384)
        let gate = try Tensor.known([count], step: 0.6180339) * 9
        let up = try Tensor.known([count], step: 0.7548776)
        let whole = try gate.swiglu(up).floats()
        for start in stride(from: 0, to: count, by: block) {
            let length = min(block, count - start)
            let alone = try gate.narrow(0, start: start, length: length)
                .swiglu(up.narrow(0, start: start, length: length)).floats()
            #expect(alone == Array(whole[start..<start + length]))
        }

        let (rows, width) = (1_501, 33)
        let x = try Tensor.known([rows, width], step: 0.5698402)
        let weight = try Tensor.known([width], step: 0.7548776)
        let normed = try x.rmsNorm(weight, epsilon: 1e-6).floats()
        for row in stride(from: 0, to: rows, by: 250) {
            let alone = try x.narrow(0, start: row, length: 1).rmsNorm(weight, epsilon: 1e-6)
            #expect(try alone.floats() == Array(normed[row * width..<(row + 1) * width]))
        }
    }

    @Test(arguments: VectorLevel.here) func swigluOverTheGate(_ level: VectorLevel) throws {
        try withVectors(level) { try swigluOverTheGate() }
    }

    func swigluOverTheGate() throws {
        let gate = try Tensor([0, 1, -1, 1e4, -1e4] as [Float], shape: [5])
        let up = try Tensor([9, 1, 2, 2, 2] as [Float], shape: [5])
        let expected = try gate.swiglu(up).floats()
        // Five roundings: the exponential (good to two units), sum, quotient and two products.
        let half = 1 / (1 + exp(-1.0))
        for (value, wanted) in zip(expected, [0, half, -2 * (1 - half), 2e4, 0]) {
            #expect(
                abs(Double(value) - wanted) <= Roundoff.worst(terms: 6, scale: max(abs(wanted), 1)))
        }
        try gate.swiglu_(up)
        #expect(try gate.floats() == expected)
        try gate.setRequiresGrad(true)
        #expect(throws: TorchError.self) { try gate.swiglu_(up) }
    }

    @Test("other types go to libtorch's operators") func otherTypes() throws {
        let x = try Tensor.known([2, 2, 3, 4], step: 0.6180339)
        let weight = try Tensor.known([4], step: 0.7548776)
        let angle = try Tensor.known([1, 1, 3, 4], step: 0.5698402)
        func close(_ one: Tensor, _ two: Tensor) throws -> Bool {
            #expect(one.dtype == .float64)
            return zip(try one.doubles(), try two.doubles()).allSatisfy {
                // float32 against float64: no sum here has more than four terms, no number is above 2.
                abs($0 - $1) <= Roundoff.worst(terms: 8, scale: 2)
            }
        }
        func wide(_ tensor: Tensor) throws -> Tensor { try tensor.to(.float64) }
        #expect(
            try close(
                wide(x).rmsNorm(wide(weight), epsilon: 1e-6), x.rmsNorm(weight, epsilon: 1e-6)))
        #expect(
            try close(
                wide(x).rotated(cosine: wide(angle), sine: wide(angle)),
                x.rotated(cosine: angle, sine: angle)))
        #expect(try close(wide(x).swiglu(wide(x)), x.swiglu(x)))
        let odd = try Tensor.ones([1, 1, 2, 3])
        #expect(throws: TorchError.self) { try odd.rotated(cosine: odd, sine: odd) }
    }
}
