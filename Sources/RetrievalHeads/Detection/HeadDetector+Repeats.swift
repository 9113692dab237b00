import Artifacts
import DecoderModels
import Storage

extension HeadDetector {
    /// Sequences of random tokens of each length.
    static let repeats = 4

    /// Scores of the detectors that look at random tokens: one value a sequence. They take about as
    /// long as so many probes, and are computed again by a resumed run.
    func repeatedTokens(_ progress: ProgressHandler) throws -> [DetectorKind: HeadScores] {
        let kinds = options.detectors.filter(\.readsRepeats)
        guard !kinds.isEmpty else { return [:] }
        let vocabulary = try procedure.plainTokens()
        let sequences = grid.lengths.flatMap { length in
            (0..<Self.repeats).map {
                RepeatedTokens(length: length, from: vocabulary, seed: UInt64($0))
            }
        }
        var values: [DetectorKind: [[Double]]] = [:]
        for (index, sequence) in sequences.enumerated() {
            model.languageModel.beginGroup()
            for kind in kinds {
                let attention = try sequence.queries(kind).map(model.languageModel.attention(for:))
                values[kind, default: []].append(sequence.scores(attention))
            }
            progress(
                ProgressReport(label: "repeating", done: index + 1, total: sequences.count))
        }
        return Dictionary(
            uniqueKeysWithValues: values.map { kind, lists in
                (
                    kind,
                    HeadScores(
                        lists, model: model.name, mode: kind.rawValue, layers: header.layers,
                        heads: header.heads, attempts: lists.count)
                )
            })
    }
}
