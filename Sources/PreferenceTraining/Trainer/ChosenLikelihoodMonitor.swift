import Artifacts

/// Watches whether the chosen answers become unlikely while the margin grows: the known way in which
/// DPO goes wrong (Pal et al. 2024, Razin et al. 2024).
///
/// Rewards say how far they fell since the reference; a loss without one is not watched.
struct ChosenLikelihoodMonitor {
    let beta: Double
    /// Weight of the term that holds against it, so far.
    var sftWeight = 0.0
    var hasReference = true
    /// Rows of the log that are averaged.
    static let window = 10
    /// Warns when the log-probability has fallen by this share of what it was.
    static let limit = 0.1

    private var recent: [(change: Double, before: Double)] = []
    private var hasWarned = false

    init(beta: Double) { self.beta = beta }

    init(_ options: PreferenceOptions) {
        beta = options.loss.beta
        sftWeight = options.loss.sftWeight
        hasReference = options.loss.type.hasReference
    }

    /// - Returns: a sentence, at most once in a run.
    mutating func warning(_ row: TrainingStep) -> String? {
        guard hasReference, let reward = row.metrics["rewards/chosen"],
            let now = row.metrics["logps/chosen"]
        else { return nil }
        // A reward is beta times the change since the reference, so it is free of which pairs were
        // drawn.
        let change = reward / beta
        recent.append((change, now - change))
        if recent.count > Self.window { recent.removeFirst() }
        let mean = recent.reduce(0) { $0 + $1.change } / Double(recent.count)
        let before = recent.reduce(0) { $0 + $1.before } / Double(recent.count)
        guard !hasWarned, recent.count == Self.window, -mean > Self.limit * abs(before) else {
            return nil
        }
        hasWarned = true
        let (was, fall) = (text(before), text(-mean))
        let remedy =
            sftWeight > 0
            ? "an --sft-weight above \(sftWeight) adds more of their own likelihood to the loss"
            : "--sft-weight 1 adds their own likelihood to the loss"
        return
            "step \(row.step): the chosen answers are becoming unlikely (log-probability \(was) before training, \(fall) less now); \(remedy), and a lower --learning-rate or a larger --beta keeps the model closer to what it was."
    }

    private func text(_ value: Double) -> String {
        "\((value * 10).rounded() / 10)"
    }
}
