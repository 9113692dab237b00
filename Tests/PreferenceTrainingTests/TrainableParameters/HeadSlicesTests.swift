import Artifacts
import DecoderModels
import TestSupport
import Testing
import Torch

@testable import PreferenceTraining

@Suite struct HeadSlicesTests {
    /// Two layers of 4 heads of 8 with 2 key/value heads, 32 wide, biases on q, k and v.
    func model() throws -> DecoderModel {
        try DecoderModel.load(Fixture.url("models/qwen2"))
    }

    @Test func aHeadHasItsPartOfBiasesToo() throws {
        let model = try model()
        let shape = model.configuration
        try #require(shape.hasQueryKeyValueBias && shape.heads == 4 && shape.keyValueHeads == 2)
        let slices = try HeadSlices([HeadID(layer: 1, head: 3)], of: model)
        let maps = ["q_proj", "k_proj", "v_proj"].flatMap { ["\($0).weight", "\($0).bias"] }
        let names = (maps + ["o_proj.weight"]).map { "model.layers.1.self_attn.\($0)" }
        let part = try model.training(only: slices.names)
        #expect(part.trained.map(\.name) == names)
        let ones = try part.trained.map { try Tensor.ones($0.tensor.shape) }
        try slices.restrict(ones)
        let (width, own) = (shape.hiddenSize, shape.headDim)
        for (name, mask) in zip(names, ones) {
            let values = try mask.floats()
            #expect(values.reduce(0, +) == Float(own * (name.hasSuffix("bias") ? 1 : width)))
            // The last of its tensor: the corner is in, the first entry is not.
            #expect(values.last == 1 && values.first == 0, "\(name)")
        }
    }

    @Test func whatLiesOutsideIsPutBack() throws {
        let model = try model()
        let before = try model.parameters.map { try $0.tensor.floats() }
        let slices = try HeadSlices([HeadID(layer: 0, head: 0)], of: model)
        for parameter in model.parameters where slices.names.contains(parameter.name) {
            try parameter.tensor.mul_(1.5)
        }
        try slices.putBack()
        for (parameter, old) in zip(model.parameters, before) {
            let new = try parameter.tensor.floats()
            let isPart = slices.names.contains(parameter.name)
            // Entries of value 0, such as new biases, look alike either way.
            #expect((new != old) == (isPart && old.prefix(8).contains { $0 != 0 }))
            if isPart { #expect(new.first == old[0] * 1.5 && new.last == old.last) }
        }
    }
}
