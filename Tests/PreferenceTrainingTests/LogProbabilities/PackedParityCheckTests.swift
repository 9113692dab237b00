import DecoderModels
import Testing

@testable import PreferenceTraining

@Suite struct PackedParityCheckTests {
    @Test func layoutsAgree() throws {
        let model = try Golden.loaded()
        for row in try Golden.training().rows {
            for checkpoints in [false, true] {
                let problem = try PackedParityCheck(model).problem(
                    row.pair, checkpointsActivations: checkpoints)
                #expect(problem == nil)
            }
        }
        // The model is left as it was.
        #expect(model.parameters.allSatisfy { !$0.tensor.requiresGrad })
    }

    @Test func aDifferenceIsNamedWithBothNumbers() throws {
        // Nothing is as near as that, so the first number that rounds otherwise is named.
        let check = PackedParityCheck(try Golden.loaded(), tolerance: 0)
        let problem = try check.problem(
            Golden.training().rows[0].pair, checkpointsActivations: false)
        #expect(try #require(problem).contains(" padded "))
    }
}
