import DecoderModels
import Numbers
import Organism

/// A task that a tiny model learns in a few dozen steps: the second half of a row repeats the first.
enum CopyTask {
    static let vocabulary = 16
    static let half = 6

    static func batch(_ step: Int, rows: Int = 6) -> TrainingBatch {
        var random = SeededGenerator.derive(9, UInt64(step))
        let tokens = (0..<rows).map { _ in
            let first = (0..<half).map { _ in Int32(random.below(vocabulary)) }
            return first + first
        }
        let length = 2 * half
        return TrainingBatch(
            tokens: tokens,
            weights: tokens.map { _ in (0..<length).map { $0 < half ? 0.1 : 1 } },
            positions: tokens.map { _ in (0..<length).map { Int32($0 < half ? $0 : $0 + 40) } },
            headDropout: tokens.map { _ in 0.2 })
    }

    static func schedule(_ steps: Int) -> PhaseSchedule {
        PhaseSchedule(
            phases: [
                TrainingPhase(name: "copy", steps: steps / 2, length: 2 * half, rows: 6),
                TrainingPhase(
                    name: "decay", steps: steps - steps / 2, length: 2 * half, rows: 6, rateEnd: 0.1
                ),
            ], warmUp: 4)
    }
}
