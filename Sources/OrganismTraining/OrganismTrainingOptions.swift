public import Optimization
import Storage

/// How an organism is pre-trained; the defaults are the recipe that is known to work.
public struct OrganismTrainingOptions: Codable, Sendable, Equatable {
    /// Peak rate of Muon, which moves the hidden matrices.
    public var matrixRate = 0.02
    /// Peak rate of AdamW, which moves embeddings, norms and biases.
    public var rate = 3e-3
    public var muon = MuonSettings()
    public var adamW = AdamWSettings(beta1: 0.9, beta2: 0.95)
    /// Threads that each take a share of the rows. It decides the order in which gradients are
    /// added, so runs with different numbers differ in the last bits.
    public var workers = 2
    /// Decides the head dropout; the batches have a seed of their own.
    public var seed: UInt64 = 0
    /// Steps between two rows of the log; a row averages the steps since the last.
    public var logSteps = 10
    /// Steps between two checkpoints; what a kill can cost.
    public var checkpointSteps = 100

    public init() {}

    /// - Throws: `UsageError` with every problem in one sentence.
    public func validate() throws {
        var problems: [String] = []
        for (name, value) in [("matrixRate", matrixRate), ("rate", rate)]
        where !(value > 0 && value.isFinite) {
            problems.append("\(name) is \(value) but should be above 0")
        }
        for (name, value) in [
            ("workers", workers), ("logSteps", logSteps), ("checkpointSteps", checkpointSteps),
        ] where value < 1 {
            problems.append("\(name) is \(value) but should be at least 1")
        }
        guard problems.isEmpty else { throw UsageError(problems.joined(separator: "; ") + ".") }
    }
}
