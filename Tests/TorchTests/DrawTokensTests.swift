import Testing
import Torch

/// The engine's kernel that draws from whole vocabularies.
@Suite struct DrawTokensTests {
    func drawn(_ logits: [[Float]], _ temperature: [Double], _ uniform: [Double]) throws -> [Int] {
        let rows = logits.count
        return try Tensor.drawTokens(
            Tensor(logits.flatMap { $0 }, shape: [rows, logits[0].count]),
            temperature: Tensor(temperature, shape: [rows]), uniform: Tensor(uniform, shape: [rows])
        ).ints()
    }

    @Test("the first token at which the sum of weights passes the drawn share of it")
    func places() throws {
        // Weights 1, 2, 1 of 4: up to 0.25 the first, up to 0.75 the second.
        let row: [Float] = [0, 0.6931472, 0]
        for (share, token) in [(0.0, 0), (0.24, 0), (0.26, 1), (0.74, 1), (0.76, 2), (0.9999, 2)] {
            #expect(try drawn([row], [1], [share]) == [token])
        }
        // Temperature 1/2: 1, 4, 1 of 6.
        for (share, token) in [(0.16, 0), (0.17, 1), (0.83, 1), (0.84, 2)] {
            #expect(try drawn([row], [0.5], [share]) == [token])
        }
    }

    @Test(
        "rows are apart: one that is not drawn, one of impossible tokens, one behind its last weight"
    )
    func rows() throws {
        let logits: [[Float]] = [[5, 5], [-.infinity, 2], [3, -.infinity], [-1000, 1000]]
        #expect(
            try drawn(logits, [0, 1, 1, 1], [0.9, 0, 0.999_999_999_999_999_9, 0.5]) == [
                -1, 1, 0, 1,
            ]
        )
    }

    @Test("other shapes and types are errors") func refused() throws {
        let logits = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
        let one = try Tensor([1.0], shape: [1])
        let two = try Tensor([1.0, 1], shape: [2])
        #expect(throws: TorchError.self) {
            try Tensor.drawTokens(logits, temperature: one, uniform: two)
        }
        #expect(throws: TorchError.self) {
            try Tensor.drawTokens(logits.to(.float64), temperature: two, uniform: two)
        }
        #expect(throws: TorchError.self) {
            try Tensor.drawTokens(logits, temperature: logits, uniform: two)
        }
    }
}
