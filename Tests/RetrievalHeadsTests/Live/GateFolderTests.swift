import Artifacts
import Foundation
import Storage
import TestSupport
import Testing
import Torch

@testable import DecoderModels
@testable import RetrievalHeads

/// Folders with ablated heads compute what the live gates compute.
@Suite struct GateFolderTests {
    static let names = ["llama", "qwen2", "qwen3", "olmo3", "mistral"]
    static let heads = [HeadID(layer: 0, head: 1), HeadID(layer: 1, head: 3)]
    /// Two float32 ways through one of these models, rounded all the way, may be so far apart.
    static func bound(_ logits: [Float]) -> Double {
        let roundings = Roundoff.steps(
            layers: 2, hidden: 32, queries: 64, headDim: 16, intermediate: 48, columns: 20)
        return Roundoff.likely(
            steps: 2 * roundings, scale: Roundoff.largest(logits.map(Double.init)))
    }

    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func logits(_ model: DecoderModel, _ gates: HeadGateTensors?) throws -> [Float] {
        let tokens = (0..<20).map { 3 + $0 * 7 % 90 }
        let input = try Tensor(tokens, shape: [1, tokens.count])
        return try inferenceMode {
            try model.logits(model.hiddenStates(input, gates: gates)).floats()
        }
    }

    @Test(arguments: names, [HeadGate.zero, .uniform, .scale(0.5), .scale(1.75)])
    func equal(_ name: String, _ gate: HeadGate) throws {
        let source = Fixture.url("models/\(name)")
        let mask = HeadMask(heads: Self.heads, selection: "by hand")
        let out = folder.file("\(name)-\(gate)")
        try MaskedCheckpoint(source: source, mask: mask, gate: gate, tool: "test").write(to: out)
        let model = try DecoderModel.load(source)
        let live = try logits(model, model.gates([HeadAblation(Self.heads, gate: gate)]))
        let baked = try logits(DecoderModel.load(out), nil)
        let distance = zip(live, baked).map { abs($0 - $1) }.max() ?? .infinity
        // The folder's weights are multiplied and rounded, the gate multiplies what they gave.
        #expect(Roundoff.holds(Double(distance), Self.bound(live), "gate \(name) \(gate)"))
        // It does something.
        let plain = try logits(model, nil)
        #expect(zip(live, plain).contains { abs($0 - $1) > 1e-3 })
        let provenance = try AtomicFile.read(
            json: MaskProvenance.self, from: out.appendingPathComponent("retmask.json"))
        #expect(provenance.gate == gate)
    }

    @Test("a head with gate uniform spreads its attention evenly, the others do not")
    func uniform() throws {
        let model = try DecoderModel.load(Fixture.url("models/qwen3"))
        let tokens = (0..<12).map { 5 + $0 * 11 % 90 }
        let request = AttentionQuery(tokens: tokens, queries: 3..<12, target: 0..<1)
        let hook = try AttentionPatternHook(
            [request], padding: [0], columns: 0..<12, device: .cpu)
        let ablation = HeadAblation([Self.heads[0]], gate: .uniform)
        _ = try inferenceMode {
            try model.hiddenStates(
                Tensor(tokens, shape: [1, 12]), gates: model.gates([ablation]), hook: hook)
        }
        for (row, query) in zip(try hook.take()[0].mass, 3..<12) {
            let even = 1 / Double(query + 1)
            // A share of equal weights: their sum, a quotient.
            #expect(abs(row[1] - even) <= Roundoff.worst(terms: query + 4, scale: even))
            #expect(row.indices.contains { $0 != 1 && abs(row[$0] - even) > 1e-3 })
        }
    }

    @Test("over a text of one token the mean is the output itself, so nothing changes")
    func mean() throws {
        let model = try DecoderModel.load(Fixture.url("models/llama"))
        let means = try model.means(over: [17])
        #expect(means.shape == [2, 4, 8])
        let gates = try model.gates([HeadAblation(Self.heads, gate: .mean)], means: means)
        let plain = try model.logits(model.hiddenStates(Tensor([17], shape: [1, 1]))).floats()
        let gated = try model.logits(model.hiddenStates(Tensor([17], shape: [1, 1]), gates: gates))
            .floats()
        let moved = zip(plain, gated).map { abs($0 - $1) }.max() ?? 1
        #expect(Roundoff.holds(Double(moved), Self.bound(plain), "mean"))
        let other = try model.logits(model.hiddenStates(Tensor([40], shape: [1, 1]), gates: gates))
            .floats()
        let own = try model.logits(model.hiddenStates(Tensor([40], shape: [1, 1]))).floats()
        #expect(zip(own, other).contains { abs($0 - $1) > 1e-3 })
        #expect(throws: UsageError.self) {
            try model.gates([HeadAblation(Self.heads, gate: .mean)])
        }
        let error = #expect(throws: UsageError.self) {
            try MaskedCheckpoint(
                source: Fixture.url("models/llama"),
                mask: HeadMask(heads: Self.heads, selection: "by hand"), gate: .mean, tool: "test"
            ).write(to: folder.file("mean"))
        }
        #expect("\(try #require(error))".contains("ablate-curve"))
    }
}
