import ArgumentParser
import Artifacts
import Numbers
import PreferenceTraining

/// Options of the tokenization of pairs.
struct PairTokenOptions: ParsableArguments {
    @Option(help: "corrected, or paper (the published run's tokenization with its accidents).")
    var mode = TokenizationMode.corrected
    @Option(Limits.sequence, "Longest sequence in tokens; the mode's own when left out.")
    var maxLength: Int?
    @Option(Limits.tokens, "Longest prompt in tokens; the mode's own when left out.")
    var maxPromptLength: Int?
    @Option(help: "What a longer sequence keeps: keep_start or keep_end.")
    var truncation: TruncationSide?

    func apply(to options: inout PreferenceOptions.Tokens) {
        options.mode = mode
        options.maxLength = maxLength
        options.maxPromptLength = maxPromptLength
        options.truncation = truncation
    }
}
