import TestSupport
import Testing
import Torch

/// `x Wᵀ + b` by either library, on both sides of the size from which oneDNN is taken, against
/// products in float64, which only one of them has. Every number is at most 1, so the worst case of n terms is γ(n) n.
@Suite struct LinearTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var rows: [Int]
        var width: Int
        var out: Int
        var testDescription: String { "\(rows) \(width) to \(out)" }
    }
    static let shapes = [
        Shape(rows: [3], width: 16, out: 24),
        Shape(rows: [1], width: 512, out: 512),
        Shape(rows: [10], width: 600, out: 500),
        Shape(rows: [2, 5], width: 512, out: 700),
        Shape(rows: [2, 1, 33], width: 768, out: 512),
    ]

    func within(_ a: Tensor, _ b: Tensor, terms: Int, _ name: String) throws -> Bool {
        Roundoff.holds(
            Roundoff.distance(try a.doubles(), try b.doubles()),
            Roundoff.worst(terms: terms, scale: Double(terms)), name)
    }

    @Test(arguments: shapes, [false, true]) func forward(_ s: Shape, withBias: Bool) throws {
        let x = try Tensor.known(s.rows + [s.width], step: 0.6180339)
        let weight = try Tensor.known([s.out, s.width], step: 0.7548776)
        let bias = withBias ? try Tensor.known([s.out], step: 0.5698402) : nil
        let y = try x.linear(weight, bias: bias)
        #expect(y.shape == s.rows + [s.out])
        var wanted = try x.to(.float64).matmul(weight.to(.float64).transpose(0, 1))
        if let bias { wanted = try wanted + bias.to(.float64) }
        #expect(try within(y, wanted, terms: s.width + 1, "linear \(s)"))
    }

    @Test(arguments: shapes, [false, true]) func gradients(_ s: Shape, withBias: Bool) throws {
        let x = try Tensor.known(s.rows + [s.width], step: 0.6180339)
        let weight = try Tensor.known([s.out, s.width], step: 0.7548776)
        let bias = withBias ? try Tensor.known([s.out], step: 0.5698402) : nil
        let parts = [x, weight] + (bias.map { [$0] } ?? [])
        for part in parts { try part.setRequiresGrad(true) }
        // d Σ c y = (c W, cᵀ x, Σ c)
        let c = try Tensor.known(s.rows + [s.out], step: 0.4656)
        let found = try Tensor.gradients(of: (x.linear(weight, bias: bias) * c).sum(), for: parts)
        let flat = try c.to(.float64).reshape([-1, s.out])
        let wanted = try withoutGradients {
            [
                try c.to(.float64).matmul(weight.to(.float64)),
                try flat.transpose(0, 1).matmul(x.to(.float64).reshape([-1, s.width])),
                try flat.sum(0),
            ]
        }
        let rows = s.rows.reduce(1, *)
        for ((gradient, right), terms) in zip(zip(found, wanted), [s.out, rows, rows]) {
            #expect(gradient.shape == right.shape)
            #expect(try within(gradient, right, terms: terms, "linear back \(s)"))
        }
    }

    /// Only what is asked for is computed: a frozen weight gets no gradient, its input does.
    @Test func frozenWeight() throws {
        let x = try Tensor.known([4, 512], step: 0.6180339)
        let weight = try Tensor.known([512, 512], step: 0.7548776)
        try x.setRequiresGrad(true)
        try x.linear(weight).sum().backward()
        // d Σ y / dx = the sum of the weight's rows
        let row = try weight.to(.float64).sum(0).doubles()
        let wanted = try Tensor(Array(repeatElement(row, count: 4).joined()), shape: [4, 512])
        #expect(try within(#require(x.grad), wanted, terms: 512, "frozen"))
        #expect(weight.grad == nil)
    }

    @Test func viewsThatDoNotLieInOrder() throws {
        let wide = try Tensor.known([512, 600], step: 0.6180339)
        let x = try Tensor.known([600, 7], step: 0.7548776).transpose(0, 1)
        let wanted = try x.to(.float64).matmul(wide.to(.float64).transpose(0, 1))
        #expect(try within(x.linear(wide), wanted, terms: 600, "views"))
        let columns = try wide.transpose(0, 1).narrow(1, start: 5, length: 500)
        let y = try Tensor.known([3, 500], step: 0.5698402).linear(columns)
        let right = try Tensor.known([3, 500], step: 0.5698402).to(.float64)
            .matmul(columns.to(.float64).transpose(0, 1))
        #expect(try within(y, right, terms: 500, "views"))
    }

    @Test func shapesThatDoNotFit() throws {
        let x = try Tensor.known([3, 500], step: 0.6180339)
        let weight = try Tensor.known([600, 600], step: 0.7548776)
        #expect(throws: TorchError.self) { try x.linear(weight) }
    }
}
