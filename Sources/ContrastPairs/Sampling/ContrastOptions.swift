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
    public var filter: PairFilter

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
        var problems: [String] = []
        func check<Number>(_ name: String, _ value: Number, _ range: NumberRange<Number>) {
            if !range.contains(value) { problems.append("\(name) is \(value); give \(range)") }
        }
        check("temperature", sampling.temperature, Limits.temperature)
        check("top-p", sampling.topP, Limits.topP)
        check("top-k", sampling.topK, Limits.topK)
        check("max tokens", sampling.maxTokens, Limits.tokens)
        check("samples", samples, Limits.samples)
        if samples > 1, sampling.temperature == 0 {
            problems.append(
                "samples is \(samples) at temperature 0, where all would be the same; give 1, or a temperature"
            )
        }
        check("batch", batch, Limits.batch)
        check("window", window, Limits.window)
        check("maximum repetition", filter.maximumRepetition ?? 0, Limits.share)
        guard problems.isEmpty else {
            throw UsageError(problems.joined(separator: "; ") + ".")
        }
    }
}
