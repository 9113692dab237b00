import DecoderModels
import TestSupport
import Testing
import Torch

@testable import OrganismTraining

@Suite struct ParameterSplitTests {
    @Test func hiddenMatricesGoToMuon() throws {
        let model = try DecoderModel.load(Fixture.url("preference/model"))
        let split = try ParameterSplit(model, OrganismTrainingOptions())
        let muon = split.muons.flatMap { $0.parameters.map(\.name) }
        // Four attention and three feed-forward matrices in each of two layers.
        #expect(muon.count == 14)
        #expect(muon.allSatisfy { $0.contains("_proj.weight") })
        #expect(split.muons.map(\.parameters.count) == [7, 7])
        let rest = split.adamW.parameters.map(\.name)
        #expect(rest.contains("model.embed_tokens.weight") && rest.contains("model.norm.weight"))
        #expect(Set(muon).union(rest) == Set(split.parameters.map(\.name)))
        #expect(Set(muon).isDisjoint(with: rest))
    }
}
