import ArgumentParser
import Foundation
import Numbers
import PreferenceTraining

/// Pairs that are only evaluated, and what follows from that.
struct HeldOutOptions: ParsableArguments {
    @Option(
        Limits.validationSize, "Pairs to hold out: a share below 1 or a number, drawn by the seed.",
        valueName: "share|count")
    var holdout: Double?
    @Option(help: ArgumentHelp("A file of held-out pairs instead.", valueName: "file"))
    var evalPairs: String?
    @Option(
        Limits.steps, "Steps between evaluations; each epoch when left out.", valueName: "steps")
    var evalSteps: Int?
    @Option(
        Limits.steps, "End after so many evaluations without a lower loss.", valueName: "count")
    var patience: Int?
    @Option(
        help:
            "The weights of the finished folder: best (lowest held-out loss, the default where pairs are held out) or last."
    )
    var keep: CheckpointChoice?

    var file: URL? { evalPairs.map { URL(fileURLWithPath: $0) } }

    func apply(to options: inout PreferenceOptions.Validation) {
        options.size = holdout
        options.evaluationSteps = evalSteps
        options.patience = patience
        options.keep = keep
    }
}
