import ArgumentParser
import Numbers
import PreferenceTraining

/// Options of how a step is computed: none changes what is trained, but for rounding.
struct MemoryOptions: ParsableArguments {
    private static let defaults = PreferenceOptions.Memory()

    @Option(
        Limits.tokens,
        "Most tokens of a forward pass; a larger micro-batch is computed in parts, to the same end."
    )
    var batchTokens = defaults.batchTokens
    @Option(help: "packed (a prompt is computed once for both answers), or padded rows.")
    var layout = defaults.layout
    @Flag(help: "Keep layer inputs only and compute the rest again: less memory, more time.")
    var checkpointActivations = false

    func apply(to options: inout PreferenceOptions.Memory) {
        options.batchTokens = batchTokens
        options.layout = layout
        options.checkpointsActivations = checkpointActivations
    }
}
