import Artifacts
import RunReports
import Testing

@Suite struct RunAnswerTests {
    static func difference(
        _ category: String, _ mean: Double, _ low: Double, _ high: Double, length: Int = 64,
        metric: String = "EM"
    ) -> EvaluationDifference {
        EvaluationDifference(
            model: "RetMask", against: "base", category: category, length: length, metric: metric,
            mean: mean, low: low, high: high, n: 10)
    }

    @Test func categoriesAddUpAsSquares() throws {
        // The example of the documentation: 2 [-1, 5] and 4 [0, 8] in points.
        let change = try #require(
            RunAnswer.change([
                Self.difference("a", 0.02, -0.01, 0.05), Self.difference("b", 0.04, 0, 0.08),
            ]))
        #expect(abs(change.mean - 0.03) < 1e-12)
        #expect(abs(change.low - 0.005) < 1e-12)
        #expect(abs(change.high - 0.055) < 1e-12)
        #expect(change.categories == 2)
    }

    @Test func lengthsOfACategoryMoveTogether() throws {
        // Deviations of 3 and 5 points give 4, not √34 / 2; the category counts once.
        let change = try #require(
            RunAnswer.change([
                Self.difference("a", 0.02, -0.01, 0.05),
                Self.difference("a", 0.04, -0.01, 0.09, length: 128),
            ]))
        #expect(abs(change.mean - 0.03) < 1e-12)
        #expect(abs(change.low + 0.01) < 1e-12)
        #expect(abs(change.high - 0.07) < 1e-12)
        #expect(RunAnswer.change([]) == nil)
    }

    @Test(arguments: [
        (
            0.02, 0.01, 0.03,
            "Yes, here it does. The mean over 2 long-context categories rose by 2.0 points (95% interval"
        ),
        (
            -0.02, -0.03, -0.01,
            "No, here it got worse. The mean over 2 long-context categories fell by 2.0 points (95% interval"
        ),
        (
            0.02, -0.03, 0.07,
            "Not shown here. The mean over 2 long-context categories changed by +2.0 points, and the 95% interval −1.5 to +5.5 includes 0"
        ),
    ])
    func theSentenceFollowsTheInterval(mean: Double, low: Double, high: Double, start: String) {
        var report = RunReport(title: "t")
        report.differences = [
            Self.difference("a", mean, low, high), Self.difference("b", mean, low, high),
            // Neither controls nor likelihoods count.
            Self.difference("sums", -0.9, -1, -0.8), Self.difference("c", 5, 4, 6, metric: "NLL"),
        ]
        report.controls = ["sums"]
        #expect(RunAnswer(report).sentence.hasPrefix(start))
    }

    @Test func meansBeforeAndAfterUseCellsOfBoth() throws {
        func row(_ model: String, _ category: String, _ length: Int, _ mean: Double)
            -> EvaluationRow
        {
            EvaluationRow(
                model: model, category: category, length: length, metric: "EM", mean: mean,
                low: 0, high: 1, n: 10)
        }
        var report = RunReport(title: "t")
        report.rows = [
            row("base", "a", 64, 0.2), row("base", "a", 128, 0.4), row("base", "b", 64, 0.5),
            row("RetMask", "a", 64, 0.4), row("RetMask", "a", 128, 0.6),
            row("RetMask", "b", 64, 0.6),
            row("base", "b", 128, 0.9), row("RetMask", "sums", 64, 0),
        ]
        // a: 0.3 to 0.5; b at 64 only: 0.5 to 0.6.
        let means = try #require(RunAnswer(report).means(of: "RetMask"))
        #expect(abs(means.before - 0.4) < 1e-12)
        #expect(abs(means.after - 0.55) < 1e-12)
        #expect(RunAnswer(report).sentence.hasPrefix("Open."))
        #expect(RunAnswer(report).means(of: "ablated") == nil)
    }

    @Test func theCallersOwnMeanWins() {
        var report = RunReport(title: "t")
        report.differences = [Self.difference("a", 0.02, 0.01, 0.03)]
        report.overall = Self.difference("all", 0.02, -0.01, 0.05)
        #expect(RunAnswer(report).sentence.hasPrefix("Not shown here."))
        #expect(RunAnswer(report).sentence.contains("−1.0 to +5.0"))
    }

    @Test func detailsSayWhatIsKnown() {
        let details = RunAnswer(SampleReport.make()).details
        #expect(details.contains("391 of 480 prompts gave a pair to learn from."))
        #expect(
            details.contains { $0.hasPrefix("8 of 64 heads were silenced (top 8); they hold ") })
        #expect(details.contains { $0.hasPrefix("Of 21 single comparisons ") })
        #expect(
            details.contains {
                $0.contains("changed by +0.017 nats per token (95% interval +0.009 to +0.026;")
            })
        #expect(RunAnswer(RunReport(title: "t")).details.isEmpty)
    }
}
