public import Artifacts
import Numbers
import Storage

/// Settings of a contrast run. The defaults are the published ones, but for the seed, which the
/// published run lacks, and the shared noise.
public struct ContrastOptions: Codable, Sendable, Equatable {
    /// `seed` is the seed of the run; every sample of every prompt gets its own stream derived from it.
    public var sampling: SamplingParameters
    /// Pairs of answers to one prompt.
    public var samples: Int
    /// Both answers to a prompt draw the same random numbers, so that they differ only by what the
    /// heads do. False draws them independently, as two servers do.
    public var sharesNoise: Bool
    /// Pairs of answers in one batch; the model gets two rows for each.
    public var batch: Int
    /// Pairs of answers in one window. Within it a finished row of the batch is replaced at once; a
    /// window that was interrupted is asked again as a whole, so that each answer is computed in
    /// the same batches and ends with the same bits.
    public var window: Int
    /// The pairs that are dropped after sampling; changing it samples nothing again.
    public var filter: PairFilter

    /// The published settings: temperature 0.6, up to 2048 tokens, one pair a prompt.
    public init(
        sampling: SamplingParameters = SamplingParameters(
            temperature: 0.6, maxTokens: 2048, seed: 42),
        samples: Int = 1, sharesNoise: Bool = true, batch: Int = 16, window: Int = 256,
        filter: PairFilter = PairFilter()
    ) {
        self.sampling = sampling
        self.samples = samples
        self.sharesNoise = sharesNoise
        self.batch = batch
        self.window = window
        self.filter = filter
    }

    /// - Throws: `UsageError` naming every value that cannot be used.
    public func validate() throws {
        let problems = self.problems
        guard problems.isEmpty else { throw UsageError(problems.joined(separator: "; ") + ".") }
    }

    /// All problems of the values.
    public var problems: [String] {
        var list = sampling.problems
        list.check("samples", samples, Limits.samples)
        if samples > 1, sampling.temperature == 0 {
            list.append(
                "samples is \(samples) at temperature 0, where all would be the same; give 1, or a temperature"
            )
        }
        list.check("batch", batch, Limits.batch)
        list.check("window", window, Limits.window)
        list.check("maxRepetition", filter.maximumRepetition ?? 0, Limits.share)
        return list
    }
}

extension SamplingParameters {
    /// Values out of range.
    public var problems: [String] {
        var list: [String] = []
        list.check("temperature", temperature, Limits.temperature)
        list.check("topP", topP, Limits.topP)
        list.check("topK", topK, Limits.topK)
        list.check("maxTokens", maxTokens, Limits.tokens)
        return list
    }
}
