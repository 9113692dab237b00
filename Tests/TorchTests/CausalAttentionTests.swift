import TestSupport
import Testing
import Torch

/// The engine's causal kernel against the stock operator with a mask in float64, both ways: no less exact than that
/// operator in float32, up to three bits.
@Suite struct CausalAttentionTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var heads: Int
        var groups: Int
        var queries: Int
        var columns: Int
        var size: Int
        /// One for each row.
        var first = [0]
        var window: Int?
        var testDescription: String {
            "\(heads)/\(groups) \(queries) of \(columns)x\(size) from \(first) window \(window ?? 0)"
        }
    }
    /// Below, at and above blocks of 48 queries and 96 columns, and tiles of 6.
    static let shapes = [
        Shape(heads: 1, groups: 1, queries: 1, columns: 1, size: 16),
        Shape(heads: 4, groups: 2, queries: 7, columns: 7, size: 16),
        Shape(heads: 2, groups: 2, queries: 48, columns: 96, size: 32),
        Shape(heads: 2, groups: 1, queries: 97, columns: 97, size: 80),
        Shape(heads: 3, groups: 1, queries: 20, columns: 301, size: 64),
        Shape(heads: 2, groups: 2, queries: 130, columns: 205, size: 128),
        Shape(heads: 4, groups: 2, queries: 100, columns: 100, size: 16, first: [0, 3, 97]),
        Shape(heads: 2, groups: 1, queries: 5, columns: 150, size: 48, first: [120, 0]),
        Shape(heads: 2, groups: 2, queries: 110, columns: 200, size: 16, window: 7),
        Shape(
            heads: 2, groups: 1, queries: 60, columns: 260, size: 64, first: [0, 190], window: 100),
    ]

    /// What the queries see, 1 or 0, [B, 1, T, S].
    func sight(_ s: Shape) throws -> [Float] {
        s.first.flatMap { first in
            (0..<s.queries).flatMap { query in
                let last = query + s.columns - s.queries
                let low = max(first, s.window.map { last - $0 + 1 } ?? 0)
                return (0..<s.columns).map { low <= $0 && $0 <= last ? Float(1) : 0 }
            }
        }
    }

    /// Keys and values as a cache has them: with room behind.
    func inputs(_ s: Shape) throws -> [Tensor] {
        let rows = s.first.count
        let q = try Tensor.known([rows, s.queries, s.heads, s.size], step: 0.6180339)
            .transpose(1, 2)
        let room = [rows, s.groups, s.columns + 5, s.size]
        let k = try Tensor.known(room, step: 0.7548776).narrow(2, start: 0, length: s.columns)
        let v = try Tensor.known(room, step: 0.5698402).narrow(2, start: 4, length: s.columns)
        return try [q, k, v].map { try $0.detach() }
    }

    @Test(arguments: shapes, VectorLevel.here)
    func equalsStock(_ s: Shape, level: VectorLevel) throws {
        let rows = s.first.count
        func run(_ dtype: DType, _ attention: (Tensor, Tensor, Tensor) throws -> Tensor) throws
            -> [[Double]]
        {
            let list = try inputs(s).map { try $0.to(dtype) }
            for tensor in list { try tensor.setRequiresGrad(true) }
            let output = try attention(list[0], list[1], list[2])
            // Queries that see nothing have no part in it.
            let sees = try sight(s).chunks(of: s.columns).map { $0.contains(1) ? Float(1) : 0 }
            let seen = try Tensor(sees, shape: [rows, 1, s.queries, 1]).to(dtype)
            let upstream = try Tensor.known(output.shape, step: 0.4142135).to(dtype) * seen
            let gradients = try Tensor.gradients(of: (output * upstream).sum(), for: list)
            return try ([output.detach() * seen] + gradients).map { try $0.doubles() }
        }
        let ours = try withVectors(level) {
            try run(.float32) {
                try .causalAttention(
                    $0, $1, $2, first: Tensor(s.first, shape: [rows]), window: s.window)
            }
        }
        func stock(_ q: Tensor, _ k: Tensor, _ v: Tensor) throws -> Tensor {
            let visible = try Tensor(sight(s), shape: [rows, 1, s.queries, s.columns])
            // A row of the softmax that is empty would be no number.
            let nothing = try visible.sum(-1).unsqueeze(-1).expand(visible.shape)
            let hidden = try visible.gt(0).logicalOr(nothing.le(0)).logicalNot()
            let bias = try Tensor.zeros(visible.shape).maskedFill(hidden, value: -.infinity)
            let each = s.heads / s.groups
            return try .attention(
                q, k.repeatInterleave(each, dim: 1), v.repeatInterleave(each, dim: 1),
                mask: bias.to(q.dtype))
        }
        let (narrow, wide) = (try run(.float32, stock), try run(.float64, stock))
        for (index, name) in ["output", "dq", "dk", "dv"].enumerated() {
            let error = Roundoff.distance(ours[index], wide[index])
            let bound = Roundoff.comparable(
                to: Roundoff.distance(narrow[index], wide[index]),
                scale: max(1, Roundoff.largest(wide[index])))
            #expect(Roundoff.holds(error, bound, "causal \(name) \(s) \(level)"), "\(name)")
        }
    }

    @Test("without gradients the same bits", arguments: VectorLevel.here)
    func sameBits(_ level: VectorLevel) throws {
        try withVectors(level) { try sameBits() }
    }

    func sameBits() throws {
        let list = try inputs(Self.shapes[5])
        let plain = try Tensor.causalAttention(list[0], list[1], list[2])
        try list[0].setRequiresGrad(true)
        let recorded = try Tensor.causalAttention(list[0], list[1], list[2])
        #expect(recorded.requiresGrad && !plain.requiresGrad)
        #expect(try plain.floats() == recorded.detach().floats())
    }

    /// However threads share the work: every head alone, on one of them, has the bits that it has among
    /// the others. Five rows of six heads over three key-value heads.
    @Test(arguments: VectorLevel.here) func headsAlone(_ level: VectorLevel) throws {
        try withVectors(level) { try headsAlone() }
    }

    func headsAlone() throws {
        let shape = Shape(
            heads: 6, groups: 3, queries: 110, columns: 150, size: 32, first: [0, 1, 2, 3, 100])
        func run(_ list: [Tensor], _ first: [Int]) throws -> [Tensor] {
            let leaves = try list.map { try $0.detach() }
            for leaf in leaves { try leaf.setRequiresGrad(true) }
            let output = try Tensor.causalAttention(
                leaves[0], leaves[1], leaves[2], first: Tensor(first, shape: [first.count]))
            return try [output.detach()]
                + Tensor.gradients(of: output.square().sum(), for: leaves)
        }
        let list = try inputs(shape)
        let whole = try run(list, shape.first)
        for (row, first) in shape.first.enumerated() {
            for group in 0..<3 {
                func own(_ x: Tensor, _ each: Int) throws -> Tensor {
                    try x.narrow(0, start: row, length: 1)
                        .narrow(1, start: group * each, length: each)
                }
                let alone = try run([own(list[0], 2), own(list[1], 1), own(list[2], 1)], [first])
                for (index, each) in [2, 2, 1, 1].enumerated() {
                    #expect(try alone[index].floats() == own(whole[index], each).floats())
                }
            }
        }
    }

    @Test("a query that sees nothing gives zeros", arguments: VectorLevel.here)
    func nothing(_ level: VectorLevel) throws {
        let x = try Tensor.ones([1, 1, 3, 16])
        let output = try withVectors(level) {
            try Tensor.causalAttention(x, x, x, first: Tensor([2], shape: [1]))
        }
        #expect(
            try output.floats() == Array(repeating: 0, count: 32) + Array(repeating: 1, count: 16))
    }

    @Test("numbers that are none stay none", arguments: VectorLevel.here)
    func notANumber(_ level: VectorLevel) throws {
        let x = try Tensor.ones([1, 1, 3, 16])
        let bad = try Tensor([Float](repeating: .nan, count: 48), shape: [1, 1, 3, 16])
        let output = try withVectors(level) { try Tensor.causalAttention(bad, x, x) }
        #expect(try output.floats().allSatisfy(\.isNaN))
    }

    @Test("shapes that do not fit are refused with their sizes")
    func refused() throws {
        let q = try Tensor.ones([1, 2, 4, 16])
        let short = try Tensor.ones([1, 2, 3, 16])
        let odd = try Tensor.ones([1, 2, 4, 24])
        func text(_ body: () throws -> Tensor) throws -> String {
            "\(try #require(throws: TorchError.self) { _ = try body() })"
        }
        #expect(try text { try .causalAttention(q, short, short) }.contains("[1, 2, 3, 16]"))
        #expect(try text { try .causalAttention(odd, odd, odd) }.contains("not 24"))
        #expect(try text { try .causalAttention(q, q, q, window: 0) }.contains("not 0"))
        #expect(
            try text { try .causalAttention(q, q, q, first: Tensor([-1], shape: [1])) }
                .contains("column -1"))
    }
}

extension Array {
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<$0 + size]) }
    }
}
