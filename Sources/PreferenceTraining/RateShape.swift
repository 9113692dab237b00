import Optimization

/// What the learning rate does after the warm-up, under the names of transformers' schedulers.
public enum RateShape: String, Codable, Sendable, CaseIterable {
    /// Half a cosine down to `minimumRate` of the peak (`cosine_with_min_lr`).
    case cosine
    /// A line down to 0 at the end.
    case linear
    /// The peak to the end (`constant_with_warmup`).
    case constant
}

extension LearningRateSchedule {
    /// The schedule of `options` over all `steps`.
    init(_ options: PreferenceOptions, steps: Int) {
        let shape: Shape =
            switch options.schedule {
            case .cosine: .cosine(minimum: options.minimumRate)
            case .linear: .linear
            case .constant: .constant
            }
        self.init(
            peak: options.learningRate, steps: steps, warmUpShare: options.warmup, shape: shape)
    }
}
