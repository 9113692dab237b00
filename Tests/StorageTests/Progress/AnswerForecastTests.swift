import Foundation
import Testing

@testable import Storage

@Suite struct AnswerForecastTests {
    @Test func endedRowsAreFilledAndTheBatchRunsEmpty() {
        // Two rows with 3 and 2 tokens to go; the third answer takes the second row for steps 3 and 4.
        let forecast = AnswerForecast(parts: (step: 10, row: 1), slots: 2)
        #expect(forecast.seconds(running: [3], waiting: [2, 2]) == 3 * 12 + 11)
        #expect(forecast.seconds(waiting: []) == 0)
    }

    @Test func theCostOfAStepIsFoundFromStepsOfDifferentWidths() {
        var cost = StepCost()
        for width in 1...32 {
            for _ in 0..<20 { cost.add(rows: width, in: 0.04 + 0.004 * Double(width)) }
        }
        #expect(abs(cost.parts.step - 0.04) < 0.002)
        #expect(abs(cost.parts.row - 0.004) < 0.0002)
    }

    @Test func ofOneWidthItsCostIsKnown() {
        var cost = StepCost()
        for _ in 0..<20 { cost.add(rows: 12, in: 0.5) }
        #expect(abs(cost.parts.step + 12 * cost.parts.row - 0.5) < 1e-12)
        #expect(cost.parts.step > 0 && cost.parts.row > 0)
    }

    @Test func lengthsBeforeAnyAnswerAreTheUsualOnes() {
        let lengths = AnswerLengths(limit: 4096)
        // Half of the answers have ended after ln 2 of the mean of 256; nobody goes beyond a limit.
        let median = AnswerLengths.length(lengths.hazards, after: 0, share: 0.5, limit: 4096)
        #expect(abs(Double(median) - 256 * log(2)) < 2)
        #expect(AnswerLengths.length(lengths.hazards, after: 0, share: 0.01, limit: 100) == 100)
        #expect(AnswerLengths.length(lengths.hazards, after: 90, share: 0.99, limit: 100) > 90)
    }

    /// Answers of one length in thirty have ended, the others are under way: those count too.
    @Test func answersUnderWaySpeakAgainstShortOnes() {
        var ended = AnswerLengths(limit: 4096)
        for _ in 0..<10 { ended.ended(at: 20, isCut: false) }
        func median(_ lengths: AnswerLengths) -> Int {
            AnswerLengths.length(lengths.hazards, after: 0, share: 0.5, limit: 4096)
        }
        var all = ended
        for _ in 0..<290 { all.pass(100) }
        #expect(median(ended) < 40)
        #expect(median(all) > 200)
    }

    @Test func answersThatMeetTheirLimitHaveNotEnded() {
        var lengths = AnswerLengths(limit: 64)
        for _ in 0..<100 { lengths.ended(at: 64, isCut: true) }
        #expect(AnswerLengths.length(lengths.hazards, after: 0, share: 0.1, limit: 64) == 64)
    }
}
