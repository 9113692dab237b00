import Artifacts
import PreferenceTraining
import Testing

@Suite struct EarlyStoppingTests {
    func row(_ step: Int, _ loss: Double?) -> TrainingStep {
        TrainingStep(
            step: step, epoch: 0, loss: 1, gradNorm: 1, learningRate: 1,
            metrics: loss.map { ["eval_loss": $0] } ?? [:])
    }

    @Test func endsAfterSoManyMisses() {
        var stopping = EarlyStopping(patience: 2)
        var over: [Int] = []
        for (index, loss) in [0.69, nil, 0.60, 0.62, nil, 0.60].enumerated() {
            stopping.note(row(index + 1, loss))
            if stopping.isOver { over.append(index + 1) }
        }
        // An equal loss is no better one, and rows without an evaluation say nothing.
        #expect(over == [6])
        #expect(stopping.best == BestEvaluation(step: 3, loss: 0.60))
    }

    @Test func aBetterOneForgetsTheMisses() {
        var stopping = EarlyStopping(patience: 2)
        let better = [0.5, 0.6, 0.4, 0.41].enumerated().map { stopping.note(row($0, $1)) }
        #expect(better == [true, false, true, false])
        #expect(stopping.misses == 1 && !stopping.isOver)
    }

    @Test func withoutPatienceItNeverEnds() {
        var stopping = EarlyStopping()
        for step in 1...50 { stopping.note(row(step, Double(step))) }
        #expect(!stopping.isOver && stopping.best?.step == 1)
    }
}
