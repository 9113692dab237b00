import Artifacts
import DecoderModels
import Foundation
import Storage

extension PreferenceTrainer {
    /// Captured values beside the file of the pairs, where the loss can use them: they are plain sums.
    func captured(beside dataset: PairDataset) throws -> CapturedReferences? {
        guard options.loss.type.hasReference, TokenWeights(options).weights(dataset.pairs) == nil
        else {
            return nil
        }
        return try CapturedReferences(beside: dataset.file)
    }

    /// The pairs with their scores under the model as it is: captured while they were sampled where that
    /// is so and holds on a sample, else computed.
    func referenced(
        _ dataset: PairDataset, _ captured: CapturedReferences?, _ score: SequenceLogProbability,
        _ events: Events, _ progress: TrainingProgress, warn: (String) -> Void
    ) throws -> PairDataset {
        var dataset = dataset
        let pairs = dataset.pairs
        guard options.loss.type.hasReference else {
            dataset.references = pairs.map { _ in ReferenceScores(chosen: 0, rejected: 0) }
            return dataset
        }
        var values = [ReferenceScores?](repeating: nil, count: pairs.count)
        if let captured {
            values = try captured.values(of: pairs, .init(score.model, fingerprint: fingerprint))
            let known = pairs.indices.filter { values[$0] != nil }
            if let problem = try problem(of: values, known, pairs, score, progress) {
                let text =
                    "the reference is computed, because what was captured while sampling is not that of this model here: \(problem)."
                warn(text)
                events.warning(text)
                values = pairs.map { _ in nil }
            } else if !known.isEmpty {
                events.captured(known.count, pairs.count)
                let splitter = MicroBatchSplitter(options, pairs, layout: score.layout)
                progress.findReference(tokens: splitter.tokens(of: known))
            }
        }
        let missing = pairs.indices.filter { values[$0] == nil }
        if !missing.isEmpty {
            let rows = try computed(
                missing.map { pairs[$0] }, beside: dataset.file, score, events, progress)
            for (index, row) in zip(missing, rows) { values[index] = row }
        }
        dataset.references = values.compactMap { $0 }
        return dataset
    }

    private func problem(
        of values: [ReferenceScores?], _ known: [Int], _ pairs: [TokenizedPair],
        _ score: SequenceLogProbability, _ progress: TrainingProgress
    ) throws -> String? {
        let sample = CapturedReferences.sample(known)
        guard !sample.isEmpty else { return nil }
        let part = sample.map { pairs[$0] }
        let splitter = MicroBatchSplitter(options, part, layout: score.layout)
        progress.expectReference(tokens: splitter.tokens.reduce(0, +))
        let computed = try ReferenceLogProbabilities(
            part, score: score, weighting: TokenWeights(options), file: nil,
            microBatchSize: options.schedule.microBatchSize, splitter: splitter,
            label: "checking the captured reference", progress: progress)
        return CapturedReferences.problem(
            sample.compactMap { values[$0] }, computed.rows,
            tolerance: score.model.dtype == .float32 ? 1e-4 : 0.05)
    }

    private func computed(
        _ pairs: [TokenizedPair], beside file: URL, _ score: SequenceLogProbability,
        _ events: Events, _ progress: TrainingProgress
    ) throws -> [ReferenceScores] {
        let weighting = TokenWeights(options)
        let place = try ReferenceLogProbabilities.place(
            beside: file, model: fingerprint, pairs, .init(score, options),
            weights: weighting.weights(pairs))
        return try ReferenceLogProbabilities(
            pairs, score: score, weighting: weighting, file: place,
            microBatchSize: options.schedule.microBatchSize,
            splitter: MicroBatchSplitter(options, pairs, layout: score.layout),
            waiting: events.warning, progress: progress
        ).rows
    }

    /// The scorer of answers in the layout of the options, or in the padded one where the packed one
    /// does not give the same here.
    func scorer(
        _ model: DecoderModel, _ pair: TokenizedPair, _ events: Events, warn: (String) -> Void
    ) throws -> SequenceLogProbability {
        var score = SequenceLogProbability(
            model: model, layout: options.memory.layout,
            checkpointsActivations: options.memory.checkpointsActivations)
        guard options.memory.layout == .packed else { return score }
        let label = "comparing layouts"
        events.progress(ProgressReport(label: label, done: 0, total: 1))
        let problem = try PackedParityCheck(model, tolerance: parityTolerance).problem(
            pair, checkpointsActivations: options.memory.checkpointsActivations)
        events.progress(ProgressReport(label: label, done: 1, total: 1))
        if let problem {
            score.layout = .padded
            let lost =
                score.checkpointsActivations ? ", and --checkpoint-activations has no effect" : ""
            let text =
                "training goes on in the padded layout, because the packed one differs: \(problem); its rows repeat the prompt and are padded, so a pass holds fewer pairs\(lost)."
            warn(text)
            events.warning(text)
        }
        return score
    }
}
