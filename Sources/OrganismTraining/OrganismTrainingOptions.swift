import Artifacts
package import Optimization
import Storage

/// Options of an organism's pre-training; the defaults are known to work.
package struct OrganismTrainingOptions: Codable, Sendable, Equatable {
    /// Peak rate of Muon, which moves the hidden matrices.
    package var matrixRate = 0.02
    /// Peak rate of AdamW, which moves embeddings, norms and biases.
    package var rate = 3e-3
    /// Constants of Muon.
    package var muon = MuonSettings()
    /// Constants of AdamW.
    package var adamW = AdamWSettings(beta1: 0.9, beta2: 0.95)
    /// Threads that each take a share of the rows. It decides the order in which gradients are
    /// added, so runs with different numbers differ in the last bits.
    package var workers = 2
    /// Decides the head dropout; the batches have a seed of their own.
    package var seed: UInt64 = 0
    /// Steps between two rows of the log; a row averages the steps since the last.
    package var logSteps = 10
    /// Steps between two checkpoints; what a kill can cost.
    package var checkpointSteps = 100

    /// The values that are known to work.
    package init() {}

    /// Checks the values.
    /// - Throws: `UsageError` with every problem in one sentence.
    package func validate() throws {
        var problems: [String] = []
        for (name, value) in [("matrixRate", matrixRate), ("rate", rate)]
        where !(value > 0 && value.isFinite) {
            problems.append("\(name) is \(value) but should be above 0")
        }
        for (name, value) in [
            ("workers", workers), ("logSteps", logSteps), ("checkpointSteps", checkpointSteps),
        ] where value < 1 {
            problems.append("\(name) is \(value) but should be at least 1")
        }
        guard problems.isEmpty else { throw UsageError(problems.joined(separator: "; ") + ".") }
    }
}

/// Sums over the steps between two rows.
struct OrganismTrainingTally {
    var steps = 0
    var loss = 0.0
    var answerLoss = 0.0
    var answers = 0
    var correct = 0
    var tokens = 0
    var seconds = 0.0

    func row(step: Int, phase: String, rateScale: Double) -> OrganismTrainingRow {
        OrganismTrainingRow(
            step: step, phase: phase, loss: loss / Double(max(steps, 1)),
            answerLoss: answerLoss / Double(max(answers, 1)),
            answerAccuracy: Double(correct) / Double(max(answers, 1)), rateScale: rateScale,
            tokensPerSecond: seconds > 0 ? (Double(tokens) / seconds).rounded() : 0)
    }
}
