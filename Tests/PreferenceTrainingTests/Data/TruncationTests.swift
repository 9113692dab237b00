import Artifacts
import Storage
import Testing

@testable import PreferenceTraining

@Suite struct TruncationTests {
    let side = TokenizedPair.Side(prompt: [1, 2, 3, 4], completion: [5, 6, 7])

    func cut(_ length: Int, _ kept: TruncationSide, prompt: Int? = nil) -> TokenizedPair.Side {
        Truncation(maxLength: length, maxPromptLength: prompt, side: kept).cut(side)
    }

    @Test func keepsOneEndOrTheOther() {
        #expect(cut(6, .keepStart) == .init(prompt: [1, 2, 3, 4], completion: [5, 6]))
        #expect(cut(6, .keepEnd) == .init(prompt: [2, 3, 4], completion: [5, 6, 7]))
        #expect(cut(2, .keepStart) == .init(prompt: [1, 2], completion: []))
        #expect(cut(2, .keepEnd) == .init(prompt: [], completion: [6, 7]))
        #expect(cut(7, .keepEnd) == side)
    }

    @Test func thePromptIsLimitedFirstAndKeepsItsEnd() {
        #expect(cut(5, .keepStart, prompt: 2) == .init(prompt: [3, 4], completion: [5, 6, 7]))
        #expect(cut(4, .keepEnd, prompt: 2) == .init(prompt: [4], completion: [5, 6, 7]))
    }

    @Test func keepsWhatTRLKeeps() throws {
        for template in try Golden.templates() {
            for (side, kept) in [
                (TruncationSide.keepEnd, template.keepEnd),
                (.keepStart, template.keepStart),
            ] {
                let limits = Truncation(
                    maxLength: template.maxLength, maxPromptLength: template.maxPromptLength,
                    side: side)
                for (row, expected) in zip(template.rows, kept) {
                    let pair = limits.cut(row.pair)
                    #expect(pair.chosen.tokens == expected.chosen)
                    #expect(pair.rejected.tokens == expected.rejected)
                }
            }
        }
    }

    @Test func reportCountsEveryLoss() throws {
        var options = PreferenceOptions()
        options.tokens.maxLength = 4
        let pairs = [
            TokenizedPair(prompt: [1, 2], chosen: [3, 4], rejected: [5]),  // fits
            TokenizedPair(prompt: [1, 2], chosen: [3, 4, 5], rejected: [6]),  // loses a token
            TokenizedPair(prompt: [1, 2, 3, 4], chosen: [5], rejected: [6]),  // loses both answers
        ]
        let dataset = try PairDataset(
            pairs, file: Golden.pairs, options: options, contextLength: 100)
        #expect(dataset.pairs.count == 2)
        let report = dataset.truncation
        #expect(report.pairs == 3 && report.cutPairs == 2 && report.droppedPairs == 1)
        #expect(report.tokens == 7 + 8 + 10 && report.keptTokens == 7 + 7)
        #expect(report.cutPrompts == 0 && report.longest == 5)
        #expect(report.summary.contains("2 of 3 pairs are cut to 4 tokens"))
    }

    @Test func pairsOfWhichNothingIsLeftAreAnError() {
        var options = PreferenceOptions()
        options.tokens.maxLength = 2
        #expect(throws: DataError.self) {
            try PairDataset(
                [TokenizedPair(prompt: [1, 2], chosen: [3], rejected: [4])], file: Golden.pairs,
                options: options, contextLength: 100)
        }
    }
}
