import ArgumentParser
import Numbers
import PreferenceTraining

/// Options of the loss.
struct LossOptions: ParsableArguments {
    private static let defaults = PreferenceOptions.Loss()

    @Option(
        help: "preference: a loss on both answers; supervised: the chosen ones alone, as a rival.")
    var objective = defaults.objective
    @Option(help: "sigmoid (DPO), hinge, ipo, robust or simpo; see above.")
    var loss = defaults.type
    @Option(
        Limits.beta,
        "How far the model may move from the reference; larger is less. About 2 for simpo.")
    var beta = defaults.beta
    @Option(
        Limits.labelSmoothing,
        "Share of pairs taken to be labelled the wrong way round; not hinge or ipo.")
    var labelSmoothing = defaults.labelSmoothing
    @Option(Limits.weight, "simpo: by how much right pairs should be apart.")
    var gamma = defaults.gamma
    @Option(
        Limits.share, "LD-DPO: what tokens beyond the length of the shorter answer count.",
        valueName: "share")
    var ldAlpha: Double?
    @Option(
        Limits.weight, "RPO: how much of the chosen answers' negative log-probability is added.",
        valueName: "weight")
    var sftWeight = defaults.sftWeight

    func apply(to options: inout PreferenceOptions.Loss) {
        options.objective = objective
        options.type = loss
        options.beta = beta
        options.labelSmoothing = labelSmoothing
        options.gamma = gamma
        options.ldAlpha = ldAlpha
        options.sftWeight = sftWeight
    }
}
