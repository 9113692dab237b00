import Foundation
import TestSupport
import Testing
import Torch

@testable import DecoderModels

/// Frequencies against transformers for the scalings of published models (rope.json).
@Suite struct RotaryEmbeddingTests {
    struct Case: Decodable {
        var name: String
        var ropeTheta: Double
        var headDim: Int
        var maxPositionEmbeddings: Int
        var ropeScaling: StoredRotation?
        var frequencies: [Float]
        var attentionFactor: Double

        enum CodingKeys: String, CodingKey {
            case name, frequencies
            case ropeTheta = "rope_theta"
            case headDim = "head_dim"
            case maxPositionEmbeddings = "max_position_embeddings"
            case ropeScaling = "rope_scaling"
            case attentionFactor = "attention_factor"
        }
    }

    @Test func frequenciesAreThoseOfTransformers() throws {
        let cases = try JSONDecoder().decode([Case].self, from: Fixture.data("models/rope.json"))
        #expect(cases.count == 9)
        for item in cases {
            let scaling = try item.ropeScaling.flatMap {
                try RopeScaling($0, maxPositions: item.maxPositionEmbeddings)
            }
            let rope = try RotaryEmbedding(
                RotarySettings(theta: item.ropeTheta, scaling: scaling), headDim: item.headDim,
                device: .cpu)
            let found = try rope.frequencies.floats()
            #expect(found.count == item.frequencies.count, "\(item.name)")
            for (one, two) in zip(found, item.frequencies) {
                // theta^-x in float32: x is rounded, which ln(theta) multiplies, the power is good to two units, and
                // at most ten operations scale it. Both sides.
                let terms = 2 * (Int(log(item.ropeTheta)) + 1 + 2 + 10)
                let bound = Roundoff.worst(terms: terms, scale: Double(two))
                #expect(
                    Roundoff.holds(abs(Double(one - two)), bound, "frequency \(item.name)"),
                    "\(item.name): \(one) and \(two)")
            }
            #expect(abs(rope.attentionFactor - item.attentionFactor) < 1e-12, "\(item.name)")
        }
    }

    @Test func vectorsAreTurnedPairByPair() throws {
        // One head of 4: pairs (0, 2) and (1, 3); frequencies 1 and 1/100 at theta 10⁴.
        let rope = try RotaryEmbedding(RotarySettings(), headDim: 4, device: .cpu)
        let angles = try rope.angles(at: Tensor([3], shape: [1, 1]), dtype: .float32)
        let rotated = try angles.apply(Tensor([1, 0, 0, 1] as [Float], shape: [1, 1, 1, 4]))
            .floats()
        // (1, 0) rotated by 3 is (cos 3, sin 3); (0, 1) rotated by 0.03 is (-sin 0.03, cos 0.03).
        let expected = [cos(3.0), -sin(0.03), sin(3.0), cos(0.03)]
        // The angle of 3 is rounded, sine and cosine are good to a unit or two, then two products are added.
        for (one, two) in zip(rotated, expected) {
            #expect(abs(Double(one) - two) <= Roundoff.worst(terms: 3 + 2 + 2, scale: 1))
        }
    }
}
