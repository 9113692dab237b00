import DecoderModels
import Testing
import Torch

@testable import PreferenceTraining

@Suite struct SequenceLogProbabilityTests {
    @Test func equalsTheReferenceOfTRL() throws {
        let golden = try Golden.training()
        let score = SequenceLogProbability(model: try Golden.loaded())
        for (row, expected) in zip(golden.rows, golden.references) {
            let sums = try score(PairBatch([row.pair.chosen, row.pair.rejected], device: .cpu))
                .logProbabilities.doubles()
            for (sum, value) in zip(sums, expected) {
                #expect(abs(sum - value) < 1e-4 * abs(value))
            }
        }
    }

    @Test func paddingAndChunksDoNotMatter() throws {
        let sides = try Golden.training().rows.flatMap { [$0.pair.chosen, $0.pair.rejected] }
        let model = try Golden.loaded()
        let whole = try SequenceLogProbability(model: model)(PairBatch(sides, device: .cpu))
        let pieces = try SequenceLogProbability(model: model, chunk: 7)(
            PairBatch(sides, device: .cpu))
        let together = try whole.logProbabilities.doubles()
        let chunked = try pieces.logProbabilities.doubles()
        for (index, side) in sides.enumerated() {
            let alone = try SequenceLogProbability(model: model)(PairBatch([side], device: .cpu))
                .logProbabilities.item()
            #expect(abs(together[index] - alone) < 1e-5 * abs(alone))
            #expect(abs(chunked[index] - alone) < 1e-5 * abs(alone))
        }
    }

    @Test func sumsTheTokensOfTheAnswerByHand() throws {
        let model = try Golden.loaded()
        let side = TokenizedPair.Side(prompt: [0, 5, 9], completion: [7, 3])
        let all = try model.logits(model.hidden(Tensor([0, 5, 9, 7, 3], shape: [1, 5])))
            .logSoftmax(-1).floats()
        // Token 7 follows place 2, token 3 follows place 3.
        let expected = all[2 * 320 + 7] + all[3 * 320 + 3]
        let sum = try SequenceLogProbability(model: model)(PairBatch([side], device: .cpu))
        #expect(abs(try sum.logProbabilities.item() - Double(expected)) < 1e-4)
    }

    @Test func withoutAPromptTheFirstTokenHasNone() throws {
        let batch = try PairBatch(
            [TokenizedPair.Side(prompt: [], completion: [4, 5, 6])], device: .cpu)
        #expect(batch.scored == [2])
        #expect(try batch.places.ints() == [0, 1])
        #expect(try batch.targets.ints() == [5, 6])
    }
}
