public import Artifacts

/// Settings of a contrast run. The defaults are the published ones, but for the seed, which the
/// published run lacks, and the shared noise.
public struct ContrastOptions: Codable, Sendable, Equatable {
    /// `seed` is the seed of the run; every prompt gets its own stream derived from it.
    public var sampling: Sampling
    /// Both answers to a prompt draw the same random numbers, so that they differ only by what the
    /// heads do. False draws them independently, as two servers do.
    public var sharesNoise: Bool
    /// Prompts in one batch; the model gets two rows for each.
    public var batch: Int
    public var filter: PairFilter

    public init(
        sampling: Sampling = Sampling(temperature: 0.6, maxTokens: 2048, seed: 42),
        sharesNoise: Bool = true, batch: Int = 16, filter: PairFilter = PairFilter()
    ) {
        self.sampling = sampling
        self.sharesNoise = sharesNoise
        self.batch = batch
        self.filter = filter
    }

    /// - Throws: `UsageError` naming every value that cannot be used.
    public func validate() throws {
        var problems: [String] = []
        if !(sampling.temperature >= 0 && sampling.temperature.isFinite) {
            problems.append("temperature is \(sampling.temperature); give 0 or more")
        }
        if !(sampling.topP > 0 && sampling.topP <= 1) {
            problems.append("top-p is \(sampling.topP); give more than 0 and at most 1")
        }
        if sampling.topK < 0 { problems.append("top-k is \(sampling.topK); give 0 (off) or more") }
        if sampling.maxTokens < 1 {
            problems.append("max tokens is \(sampling.maxTokens); give 1 or more")
        }
        if batch < 1 { problems.append("batch is \(batch); give 1 or more") }
        if let share = filter.maximumRepetition, !(0...1).contains(share) {
            problems.append("maximum repetition is \(share); give 0 to 1")
        }
        guard problems.isEmpty else {
            throw UsageError(problems.joined(separator: "; ") + ".")
        }
    }
}
