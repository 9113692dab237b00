public import Torch

/// The loss of Direct Preference Optimization (Rafailov et al. 2023, equation 7), with label
/// smoothing (Mitchell 2023, "A note on DPO with noisy preferences").
///
/// With the log-probabilities of the answers under the model, `p`, and under the reference, `r`:
///
///     margin = beta * ((p(chosen) - r(chosen)) - (p(rejected) - r(rejected)))
///     loss   = -(1 - smoothing) * log sigmoid(margin) - smoothing * log sigmoid(-margin)
///
/// Before the first step model and reference are equal, so the loss is log 2 = 0.693.
public struct PreferenceLoss: Sendable, Equatable {
    public var beta: Double
    public var labelSmoothing: Double

    public init(beta: Double, labelSmoothing: Double = 0) {
        self.beta = beta
        self.labelSmoothing = labelSmoothing
    }

    /// The loss of each pair, [B]; every argument is [B], log-probabilities of whole answers.
    public func losses(
        chosen: Tensor, rejected: Tensor, referenceChosen: Tensor, referenceRejected: Tensor
    ) throws -> Tensor {
        let margin =
            try ((chosen - rejected) - (referenceChosen - referenceRejected)) * beta
        let right = try -margin.logSigmoid()
        if labelSmoothing == 0 { return right }
        let wrong = try -(-margin).logSigmoid()
        return try right * (1 - labelSmoothing) + wrong * labelSmoothing
    }
}
