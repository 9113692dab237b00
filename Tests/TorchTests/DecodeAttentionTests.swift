import TestSupport
import Testing
import Torch

/// The engine's kernel for one new token a row against the stock operators in float64: no less exact than those in
/// float32, up to three bits.
@Suite struct DecodeAttentionTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var rows: Int
        var heads: Int
        var groups: Int
        var columns: Int
        var size: Int
        var testDescription: String { "\(rows) \(heads)/\(groups) \(columns)x\(size)" }
    }
    static let shapes = [
        Shape(rows: 1, heads: 1, groups: 1, columns: 1, size: 1),
        Shape(rows: 2, heads: 4, groups: 2, columns: 7, size: 16),
        Shape(rows: 3, heads: 6, groups: 6, columns: 33, size: 24),
        Shape(rows: 2, heads: 8, groups: 2, columns: 300, size: 64),
        Shape(rows: 1, heads: 5, groups: 1, columns: 2000, size: 40),
    ]

    @Test(arguments: shapes, VectorLevel.here)
    func equalsStock(_ s: Shape, level: VectorLevel) throws {
        let q = try Tensor.known([s.rows, s.heads, 1, s.size], step: 0.6180339)
        // Room for more columns than there are, as a cache has.
        let room = try Tensor.known([s.rows, s.groups, s.columns + 5, s.size], step: 0.7548776)
        let k = try room.narrow(2, start: 0, length: s.columns)
        let v = try Tensor.known([s.rows, s.groups, s.columns + 3, s.size], step: 0.5698402)
            .narrow(2, start: 2, length: s.columns)
        // Row 0 sees everything, later rows less and less.
        let starts = (0..<s.rows).map { min($0 * s.columns / 4, s.columns - 1) }
        let (output, best) = try withVectors(level) {
            try Tensor.decodeAttention(q, k, v, first: Tensor(starts, shape: [s.rows]))
        }
        let each = s.heads / s.groups
        let (wideK, wideV) = (
            try k.repeatInterleave(each, dim: 1), try v.repeatInterleave(each, dim: 1)
        )
        for (row, start) in starts.enumerated() {
            func own(_ x: Tensor) throws -> Tensor {
                try x.narrow(0, start: row, length: 1)
                    .narrow(2, start: start, length: s.columns - start)
            }
            let query = try q.narrow(0, start: row, length: 1)
            func stock(_ dtype: DType) throws -> [Double] {
                try Tensor.attention(
                    query.to(dtype), own(wideK).to(dtype), own(wideV).to(dtype)
                ).doubles()
            }
            let (narrow, wide) = (try stock(.float32), try stock(.float64))
            let ours = try output.narrow(0, start: row, length: 1).doubles()
            let bound = Roundoff.comparable(to: Roundoff.distance(narrow, wide), scale: 1)
            #expect(
                Roundoff.holds(
                    Roundoff.distance(ours, wide), bound, "decode \(s) row \(row) \(level)"))
            let products = try query.to(.float64)
                .matmul(own(wideK).to(.float64).transpose(2, 3)).doubles()
            // Of |q| |k|, so the sums of what is rounded.
            let sizes = try query.to(.float64).abs()
                .matmul(own(wideK).to(.float64).abs().transpose(2, 3)).doubles()
            let width = s.columns - start
            for (head, column) in try best.select(0, row).ints().enumerated() {
                let list = products[head * width..<(head + 1) * width]
                #expect(column >= start)
                // The largest, or one that rounding cannot tell from it: both may be off, and the query is scaled
                // before it is multiplied.
                let found = list[list.startIndex + column - start]
                let scale = sizes[head * width..<(head + 1) * width].max() ?? 0
                let apart = (list.max() ?? .infinity) - found
                #expect(apart <= 2 * Roundoff.worst(terms: s.size + 1, scale: scale))
            }
        }
    }

    @Test("equal products: the first column, as torch's arg-max", arguments: VectorLevel.here)
    func ties(_ level: VectorLevel) throws {
        let q = try Tensor.ones([1, 1, 1, 16])
        let k = try Tensor.ones([1, 1, 9, 16])
        let (_, best) = try withVectors(level) {
            try Tensor.decodeAttention(q, k, k, first: Tensor([2], shape: [1]))
        }
        #expect(try best.ints() == [2])
    }

    @Test("a column before the first is refused") func outside() throws {
        let q = try Tensor.ones([1, 2, 1, 16])
        let k = try Tensor.ones([1, 2, 9, 16])
        let error = #expect(throws: TorchError.self) {
            try Tensor.decodeAttention(q, k, k, first: Tensor([-1], shape: [1]))
        }
        #expect("\(try #require(error))".contains("column -1 of 9"))
    }

    @Test(
        "a row that begins behind the columns gives zeros", arguments: [9, 100], VectorLevel.here)
    func behind(_ start: Int, level: VectorLevel) throws {
        let q = try Tensor.ones([2, 1, 1, 16])
        let k = try Tensor.ones([2, 1, 9, 16])
        let (output, _) = try withVectors(level) {
            try Tensor.decodeAttention(q, k, k, first: Tensor([start, 8], shape: [2]))
        }
        #expect(
            try output.floats() == Array(repeating: 0, count: 16) + Array(repeating: 1, count: 16))
    }

    @Test("shapes that do not fit are refused with their sizes")
    func refused() throws {
        let q = try Tensor.ones([1, 3, 1, 16])
        let k = try Tensor.ones([1, 2, 9, 16])
        let error = #expect(throws: TorchError.self) {
            try Tensor.decodeAttention(q, k, k, first: Tensor([0], shape: [1]))
        }
        #expect("\(try #require(error))".contains("decode_attention"))
    }
}
