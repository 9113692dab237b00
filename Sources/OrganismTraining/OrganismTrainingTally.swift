import Artifacts

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
