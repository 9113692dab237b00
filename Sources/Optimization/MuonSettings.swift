/// The constants of Muon as published (Jordan et al. 2024, kellerjordan.github.io/posts/muon).
public struct MuonSettings: Codable, Sendable, Equatable {
    /// Share of the running mean of the gradients that stays from step to step.
    public var momentum: Double
    /// Whether the newest gradient counts once more (Nesterov).
    public var nesterov: Bool
    /// Rounds of the Newton-Schulz iteration.
    public var rounds: Int

    public init(momentum: Double = 0.95, nesterov: Bool = true, rounds: Int = 5) {
        self.momentum = momentum
        self.nesterov = nesterov
        self.rounds = rounds
    }
}
