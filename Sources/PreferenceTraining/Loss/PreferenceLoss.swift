public import Torch

/// The loss of a pair from the scores of its answers.
///
/// ```swift
/// let loss = PreferenceLoss(beta: 0.1, type: .ipo)
/// let mean = try loss.losses(
///     chosen: chosen, rejected: rejected, referenceChosen: a, referenceRejected: b).mean()
/// ```
/// ``LossType`` has the equations. Before the first step model and reference are equal, so the loss
/// of DPO is log 2 = 0.693.
public struct PreferenceLoss: Sendable, Equatable {
    public var type: LossType
    /// Strength of the tie to the reference; larger keeps the model closer.
    public var beta: Double
    /// Share of pairs taken to be labelled the wrong way round.
    public var labelSmoothing: Double
    /// SimPO's target margin.
    public var gamma: Double

    public init(
        beta: Double, labelSmoothing: Double = 0, type: LossType = .sigmoid, gamma: Double = 0
    ) {
        self.type = type
        self.beta = beta
        self.labelSmoothing = labelSmoothing
        self.gamma = gamma
    }

    package init(_ options: PreferenceOptions) {
        self.init(
            beta: options.loss.beta, labelSmoothing: options.loss.labelSmoothing, type: options.loss.type,
            gamma: options.loss.gamma)
    }

    /// The loss of each pair, [B]; every argument is [B], scores of whole answers.
    public func losses(
        chosen: Tensor, rejected: Tensor, referenceChosen: Tensor, referenceRejected: Tensor
    ) throws -> Tensor {
        let difference = try (chosen - rejected) - (referenceChosen - referenceRejected)
        switch type {
        case .sigmoid: return try mixed(difference * beta, wrongSign: 1)
        case .robust:
            return try mixed(difference * beta, wrongSign: -1) / (1 - 2 * labelSmoothing)
        case .simpo: return try mixed(difference * beta - gamma, wrongSign: 1)
        case .hinge: return try (1 - difference * beta).relu()
        case .ipo: return try (difference - 1 / (2 * beta)).square()
        }
    }

    /// The loss under the label, and that under the opposite one by its share.
    private func mixed(_ margin: Tensor, wrongSign: Double) throws -> Tensor {
        let right = try -margin.logSigmoid()
        if labelSmoothing == 0 { return right }
        let wrong = try -(-margin).logSigmoid()
        return try right * (1 - labelSmoothing) + wrong * (wrongSign * labelSmoothing)
    }
}
