import ArgumentParser
import Artifacts
import Numbers

/// The sampling of answers, with the defaults of a verb.
struct SamplingOptions<Defaults: SamplingDefaults>: ParsableArguments {
    @Option(Limits.temperature, "0 is greedy.")
    var temperature = Defaults.sampling.temperature
    @Option(Limits.topP, "Nucleus; 1 is off.")
    var topP = Defaults.sampling.topP
    @Option(Limits.topK, "Most likely tokens kept; 0 is off.")
    var topK = Defaults.sampling.topK
    @Option(Limits.tokens, "Tokens of one answer at most.", valueName: "count")
    var maxTokens = Defaults.sampling.maxTokens
    @Option(Limits.seed, "Seed of all answers.")
    var seed = Defaults.sampling.seed

    var parameters: SamplingParameters {
        SamplingParameters(
            temperature: temperature, topP: topP, topK: topK, maxTokens: maxTokens, seed: seed)
    }
}

protocol SamplingDefaults: Sendable {
    static var sampling: SamplingParameters { get }
}
