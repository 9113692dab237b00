/// The constants of AdamW (Loshchilov and Hutter 2019); the defaults are PyTorch's but for the decay.
public struct AdamWSettings: Codable, Sendable, Equatable {
    /// Share of the running mean of the gradients that stays from step to step.
    public var beta1: Double
    /// The same for the mean of their squares.
    public var beta2: Double
    /// Added to the root of the squares, so that no division is by zero.
    public var epsilon: Double
    /// Share of a decaying parameter that is lost per step and unit of the learning rate.
    public var weightDecay: Double

    public init(
        beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0
    ) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }
}
