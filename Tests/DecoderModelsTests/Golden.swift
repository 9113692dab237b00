import Artifacts
import Foundation
import Numbers
import Storage
import TestSupport
import Torch

@testable import DecoderModels

/// A tiny checkpoint and what transformers computes with it (Tests/Fixtures/models).
struct Golden {
    /// Those of transformers 4.57, and those that transformers 5 saved and computed.
    static let names =
        ["llama", "qwen2", "qwen3", "olmo3", "mistral", "sharded"]
        + ["llama", "qwen2", "qwen3", "olmo3", "mistral", "mistral-layers"].map { "v5/\($0)" }

    let folder: URL
    let model: DecoderModel
    /// Two rows.
    let tokens: [[Int]]
    /// [2, T, V], row-major.
    let logits: [Float]
    /// With `heads` silenced.
    let masked: [Float]
    let heads: [HeadID]
    /// Per row, layer-major.
    let attended: [[Int]]

    init(_ name: String) throws {
        folder = Fixture.url("models/\(name)")
        model = try DecoderModel.load(folder)
        let file = try SafeTensorsFile(folder.appendingPathComponent("expected.safetensors"))
        let ids = try file.tensor("tokens").ints()
        tokens = [Array(ids[..<(ids.count / 2)]), Array(ids[(ids.count / 2)...])]
        logits = try file.tensor("logits").floats()
        masked = try file.tensor("masked").floats()
        let pairs = try file.tensor("heads").ints()
        heads = stride(from: 0, to: pairs.count, by: 2).map {
            HeadID(layer: pairs[$0], head: pairs[$0 + 1])
        }
        let seen = try file.tensor("attended").ints()
        attended = [Array(seen[..<(seen.count / 2)]), Array(seen[(seen.count / 2)...])]
    }

    var length: Int { tokens[0].count }
    var vocabulary: Int { model.configuration.vocabularySize }

    /// The expected logits of some positions of a row.
    func expected(_ row: Int, _ positions: Range<Int>, masked useMasked: Bool = false) -> [Float] {
        let all = useMasked ? masked : logits
        let start = (row * length + positions.lowerBound) * vocabulary
        return Array(all[start..<start + positions.count * vocabulary])
    }

    static func input(_ rows: [[Int]]) throws -> Tensor {
        try Tensor(rows.flatMap { $0 }, shape: [rows.count, rows[0].count])
    }

    /// How far float32 logits may be from those of transformers, which are rounded too.
    var bound: Float { Float(model.bound(columns: length, scale: largest(logits))) }

    func largest(_ list: [Float]) -> Double { Roundoff.largest(list.map(Double.init)) }

    /// The largest difference; infinite when the counts differ or something is not a number.
    static func distance(_ one: [Float], _ two: [Float]) -> Float {
        guard one.count == two.count else { return .infinity }
        return zip(one, two).map { ($0 - $1).isFinite ? abs($0 - $1) : .infinity }.max() ?? 0
    }
}

extension DecoderModel {
    /// The same in float64, where every operator is libtorch's own; with `nudge`, every weight is off by that
    /// share of it, up or down.
    func wide(nudge: Double = 0, seed: UInt64 = 0) throws -> DecoderModel {
        let table = Dictionary(parameters.map { ($0.name, $0.tensor) }) { first, _ in first }
        var random = SeededGenerator(seed: seed)
        return try DecoderModel(configuration, device: .cpu, dtype: .float64) { name in
            guard let tensor = table[name] else { throw UsageError("there is no \(name).") }
            let exact = try tensor.detach().to(.float64)
            guard nudge > 0 else { return exact }
            let factors = (0..<exact.count).map { _ in 1 + (random.below(2) == 0 ? nudge : -nudge) }
            return try exact * Tensor(factors, shape: exact.shape)
        }
    }

    /// Roundings between tokens and logits, where a token sees so many columns.
    func roundings(columns: Int) -> Int {
        let shape = configuration
        return Roundoff.steps(
            layers: shape.layers, hidden: shape.hiddenSize, queries: shape.heads * shape.headDim,
            headDim: shape.headDim, intermediate: shape.intermediateSize, columns: columns)
    }

    /// How far two float32 results of this model may be apart, both rounded all the way; `scale` is the largest.
    func bound(columns: Int, scale: Double) -> Double {
        Roundoff.likely(steps: 2 * roundings(columns: columns), scale: scale)
    }
}
