import Artifacts
import Testing

@testable import PreferenceTraining

@Suite struct ChosenLikelihoodMonitorTests {
    /// A row of which the chosen answers had log-probability -50 and now have `fall` less.
    func row(_ step: Int, fall: Double) -> TrainingStep {
        TrainingStep(
            step: step, epoch: 0, loss: 0.5, gradNorm: 1, learningRate: 1e-6,
            metrics: ["rewards/chosen": -0.1 * fall, "logps/chosen": -50 - fall])
    }

    @Test func warnsOnceAfterTenRowsBelowATenth() {
        var monitor = ChosenLikelihoodMonitor(beta: 0.1)
        let warnings = (1...30).compactMap { monitor.warning(row($0, fall: 6)) }
        #expect(warnings.count == 1)
        #expect(warnings[0].hasPrefix("step 10:"))
        #expect(warnings[0].contains("-50.0 before training, 6.0 less now"))
    }

    @Test func smallFallsAndSingleRowsAreNoReason() {
        var monitor = ChosenLikelihoodMonitor(beta: 0.1)
        // 4 of 50 is less than a tenth; one row of 12 among ten moves the mean by 0.8.
        let warnings = (1...30).compactMap { monitor.warning(row($0, fall: $0 == 15 ? 12 : 4)) }
        #expect(warnings.isEmpty)
    }

    @Test func namesTheRemedy() {
        func warning(_ change: (inout PreferenceOptions) -> Void) -> String? {
            var options = PreferenceOptions()
            change(&options)
            var monitor = ChosenLikelihoodMonitor(options)
            return (1...10).compactMap { monitor.warning(row($0, fall: 6)) }.first
        }
        #expect(warning { _ in }?.contains("; --sft-weight 1 adds") == true)
        #expect(warning { $0.loss.sftWeight = 0.5 }?.contains("an --sft-weight above 0.5") == true)
        // Without a reference a reward does not say how far it fell.
        #expect(warning { $0.loss.type = .simpo } == nil)
    }
}
