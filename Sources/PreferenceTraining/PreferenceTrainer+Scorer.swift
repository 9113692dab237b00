import Artifacts
import DecoderModels

extension PreferenceTrainer {
    /// The scorer of answers in the layout of the options, or in the padded one where the packed one
    /// does not give the same here.
    func scorer(
        _ model: DecoderModel, _ pair: TokenizedPair, _ events: Events, warn: (String) -> Void
    ) throws -> SequenceLogProbability {
        var score = SequenceLogProbability(
            model: model, layout: options.layout,
            checkpointsActivations: options.checkpointsActivations)
        guard options.layout == .packed else { return score }
        let label = "comparing layouts"
        events.progress(ProgressReport(label: label, done: 0, total: 1))
        let problem = try PackedParityCheck(model, tolerance: parityTolerance).problem(
            pair, checkpointsActivations: options.checkpointsActivations)
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
