import DecoderModels
import TestSupport
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
            let counts = [row.chosen.count, row.rejected.count]
            for ((sum, value), count) in zip(zip(sums, expected), counts) {
                #expect(Roundoff.holds(abs(sum - value), Golden.sumBound(count), "reference"))
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
            let bound = Golden.sumBound(side.completion.count)
            #expect(Roundoff.holds(abs(together[index] - alone), bound, "padding"))
            #expect(Roundoff.holds(abs(chunked[index] - alone), bound, "chunks"))
        }
    }

    @Test func sumsTheTokensOfTheAnswerByHand() throws {
        let model = try Golden.loaded()
        let side = TokenizedPair.Side(prompt: [0, 5, 9], completion: [7, 3])
        let all = try model.logits(model.hiddenStates(Tensor([0, 5, 9, 7, 3], shape: [1, 5])))
            .logSoftmax(-1).floats()
        // Token 7 follows place 2, token 3 follows place 3.
        let expected = all[2 * 320 + 7] + all[3 * 320 + 3]
        let sum = try SequenceLogProbability(model: model)(PairBatch([side], device: .cpu))
        #expect(abs(try sum.logProbabilities.item() - Double(expected)) <= Golden.sumBound(2))
    }

    @Test func withoutAPromptTheFirstTokenHasNone() throws {
        let batch = try PairBatch(
            [TokenizedPair.Side(prompt: [], completion: [4, 5, 6])], device: .cpu)
        #expect(batch.scored == [2])
        #expect(try batch.indices.ints() == [0, 1])
        #expect(try batch.targets.ints() == [5, 6])
    }
}
