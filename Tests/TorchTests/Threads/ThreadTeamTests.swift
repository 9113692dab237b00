import Testing

@testable import Torch

/// Operators that the governor gives fewer threads: the same bits on any number of them, at every width of vectors.
@Suite struct ThreadTeamTests {
    static let teams = [2, 3, 5, 16]

    /// The same bits on every team, those of one thread.
    func expectSame(_ name: String, _ body: () throws -> [Tensor]) throws {
        // MKL's products then have a number of their own, as in the tool.
        try Engine.setThreads(Engine.threads())
        for level in VectorLevel.here {
            try withVectors(level) {
                let one = try withTeam(1) { try body().map { try $0.bits() } }
                for team in Self.teams {
                    let many = try withTeam(team) { try body().map { try $0.bits() } }
                    #expect(many == one, "\(name) with \(team) threads, \(level)")
                }
            }
        }
    }

    static let rows = [1, 2, 5, 7, 15, 16, 17, 32, 64, 131]

    /// Widths of published models: heads' keys, MLPs, more sums than numbers.
    @Test(arguments: [(576, 192), (576, 1536), (1536, 576), (512, 700), (4096, 512)])
    func products(_ width: Int, _ out: Int) throws {
        guard try Engine.table.get().functions.pointee.products_keep_bits() else { return }
        let weight = try Tensor.known([out, width], step: 0.7548776)
        let bias = try Tensor.known([out], step: 0.5698402)
        for count in Self.rows {
            let x = try Tensor.known([count, width], step: 0.6180339)
            try expectSame("\(count) x \(width) to \(out)") {
                try [x.linear(weight), x.linear(weight, bias: bias)]
            }
        }
    }

    /// Those below, of small models, are MKL's and keep its threads.
    @Test(arguments: [(96, 192), (192, 96), (96, 1317)])
    func smallProducts(_ width: Int, _ out: Int) throws {
        let weight = try Tensor.known([out, width], step: 0.7548776)
        for count in Self.rows {
            let x = try Tensor.known([count, width], step: 0.6180339)
            try expectSame("\(count) x \(width) to \(out)") { try [x.linear(weight)] }
        }
    }

    @Test func attention() throws {
        let q = try Tensor.known([3, 6, 70, 32], step: 0.6180339)
        let k = try Tensor.known([3, 2, 130, 32], step: 0.7548776)
        let v = try Tensor.known([3, 2, 130, 32], step: 0.5698402)
        let first = try Tensor([0, 7, 129], shape: [3])
        try expectSame("causal") { [try .causalAttention(q, k, v, first: first)] }
        try expectSame("causal, window") { [try .causalAttention(q, k, v, window: 20)] }
        let one = try q.narrow(2, start: 0, length: 1)
        try expectSame("decode") {
            let (outputs, best) = try Tensor.decodeAttention(one, k, v, first: first)
            return [outputs, best]
        }
    }

    @Test(arguments: [1, 63, 301]) func passesOverMemory(_ count: Int) throws {
        let x = try Tensor.known([count, 1, 593], step: 0.6180339)
        let y = try Tensor.known([count, 1, 593], step: 0.4656)
        let weight = try Tensor.known([593], step: 0.7548776)
        try expectSame("norm") { [try x.rmsNorm(weight, epsilon: 1e-5)] }
        try expectSame("swiglu") { [try x.clone().swiglu_(y)] }
    }

    /// More numbers than libtorch leaves to one thread, and not a whole number of vectors.
    @Test func movingAndAdding() throws {
        let x = try Tensor.known([401, 193], step: 0.6180339)
        let y = try Tensor.known([401, 193], step: 0.4656)
        let indices = try Tensor((0..<400).map { $0 * 7 % 401 }, shape: [400])
        try expectSame("sums") { try [x + y, x - y, x * y, x.clone().add_(y)] }
        try expectSame("moves") {
            try [
                Tensor.cat([x, y], dim: 1), x.transpose(0, 1).clone(), x.indexSelect(0, indices),
                Tensor.embedding(x, indices), x.argmax(-1), x.argmax(0), Tensor.stack([x, y]),
            ]
        }
    }

    @Test func othersKeepTheirThreads() throws {
        let x = try Tensor.known([2, 3], step: 0.6180339)
        #expect(ThreadTeam.divides("aten::add", [.tensor(x), .tensor(x)]))
        #expect(ThreadTeam.divides("aten::add_", [.tensor(x), .tensor(x), .double(1)]))
        // Another factor may be fused with the addition.
        #expect(!ThreadTeam.divides("aten::add", [.tensor(x), .tensor(x), .double(0.1)]))
        #expect(!ThreadTeam.divides("aten::add", [.tensor(x), .tensor(try x.to(.float64))]))
        #expect(!ThreadTeam.divides("aten::cat", [.tensors([x, try x.to(.bfloat16)]), .int(0)]))
        for name in ["aten::sum", "aten::logsumexp", "aten::exp", "aten::linalg_vector_norm"] {
            #expect(!ThreadTeam.divides(name, [.tensor(x)]))
        }
    }

    /// What is set by hand is not governed: threads stay as they are.
    @Test func aTeamEndsWithItsBody() throws {
        let before = try Engine.threads()
        #expect(try withTeam(3) { try Engine.threads() } == 3)
        #expect(try Engine.threads() == before)
    }
}

extension Tensor {
    /// Its numbers bit by bit, with its shape before them.
    fileprivate func bits() throws -> [Int] {
        try shape + (dtype == .int64 ? ints() : floats().map { Int($0.bitPattern) })
    }
}
