import ArgumentParser
import Numbers
import PreferenceTraining

/// Options of the number of steps and of their size.
struct ScheduleOptions: ParsableArguments {
    private static let defaults = PreferenceOptions.Schedule()

    @Option(Limits.learningRate, "Peak learning rate.")
    var learningRate = defaults.learningRate
    @Option(help: "What the rate does after the warm-up: cosine, linear (to 0) or constant.")
    var schedule = defaults.kind
    @Option(Limits.share, "cosine: the last learning rate as a share of the peak.")
    var minimumRate = defaults.minLearningRateRatio
    @Option(Limits.share, "Share of the steps in which the rate rises.")
    var warmup = defaults.warmup
    @Option(Limits.epochs, "Passes over the pairs.")
    var epochs = defaults.epochs
    @Option(Limits.batch, "Pairs of one micro-batch.")
    var batch = defaults.microBatchSize
    @Option(Limits.batch, "Micro-batches of one step.")
    var accumulation = defaults.gradientAccumulationSteps
    @Option(Limits.weight, "Decay of matrices.")
    var weightDecay = defaults.weightDecay
    @Option(Limits.gradientNorm, "Gradients are scaled down to this global norm.")
    var maxGradNorm = defaults.maxGradNorm
    @Option(Limits.seed, "Seed of the order of the pairs, and of which are held out.")
    var seed = PreferenceOptions().seed
    @Option(Limits.steps, "Steps between checkpoints.")
    var checkpointSteps = defaults.checkpointSteps

    func apply(to options: inout PreferenceOptions.Schedule) {
        options.learningRate = learningRate
        options.kind = schedule
        options.minLearningRateRatio = minimumRate
        options.warmup = warmup
        options.epochs = epochs
        options.microBatchSize = batch
        options.gradientAccumulationSteps = accumulation
        options.weightDecay = weightDecay
        options.maxGradNorm = maxGradNorm
        options.checkpointSteps = checkpointSteps
    }
}
