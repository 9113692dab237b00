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
    /// The equation, by TRL's name.
    public var type: LossType
    /// Strength of the tie to the reference; larger keeps the model closer.
    public var beta: Double
    /// Share of pairs taken to be labelled the wrong way round.
    public var labelSmoothing: Double
    /// SimPO's target margin.
    public var gamma: Double

    /// A loss of given numbers, which are not checked; `gamma` is for SimPO alone.
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
            beta: options.loss.beta, labelSmoothing: options.loss.labelSmoothing,
            type: options.loss.type,
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

/// The losses of preference training, under TRL's names (`loss_type`).
///
/// With `logp` and `ref` the scores of an answer under model and reference (`TokenWeights` says how
/// log-probabilities of tokens become a score), and
///
///     difference = (logp(chosen) - ref(chosen)) - (logp(rejected) - ref(rejected))
///
/// the loss of a pair is one of those below. `d loss / d logp` is that by `logp(chosen)`; the one by
/// `logp(rejected)` is its opposite.
public enum LossType: String, Codable, Sendable, CaseIterable {
    /// DPO (Rafailov et al. 2023, equation 7): a pair is pulled apart with a force that fades as
    /// it comes to be right.
    ///
    ///     loss            = -log sigmoid(beta * difference)
    ///     d loss / d logp = -beta * sigmoid(-beta * difference)
    ///
    /// With label smoothing `s` (Mitchell 2023, "A note on DPO with noisy preferences"):
    /// `(1 - s)` of it, and `s` of the same with the labels exchanged.
    case sigmoid
    /// SLiC's hinge on DPO's margin (Zhao et al. 2023; Liu et al. 2024): full force
    /// until the margin is 1, then none.
    ///
    ///     loss            = max(0, 1 - beta * difference)
    ///     d loss / d logp = -beta below the margin, else 0
    case hinge
    /// IPO (Azar et al. 2023, equation 17): the difference is drawn to a fixed distance, so a pair
    /// that is right already is not pulled further. The scores are means over tokens, as in TRL.
    ///
    ///     loss            = (difference - 1 / (2 beta))²
    ///     d loss / d logp = 2 * (difference - 1 / (2 beta))
    case ipo
    /// Robust DPO (Chowdhury et al. 2024): an unbiased estimate of DPO's loss when a
    /// share `s` of the pairs is labelled the wrong way round.
    ///
    ///     loss            = (-(1 - s) log sigmoid(beta * difference)
    ///                        + s log sigmoid(-beta * difference)) / (1 - 2s)
    ///     d loss / d logp = -beta * ((1 - s) sigmoid(-beta * difference)
    ///                                + s sigmoid(beta * difference)) / (1 - 2s)
    case robust
    /// SimPO (Meng et al. 2024, equation 6): no reference, so `ref` is 0; the scores are means over
    /// tokens, and right pairs should be apart by the target margin `gamma`.
    ///
    ///     loss            = -log sigmoid(beta * difference - gamma)
    ///     d loss / d logp = -beta * sigmoid(gamma - beta * difference)
    case simpo

    /// Whether log-probabilities under the model before training are compared with.
    public var hasReference: Bool { self != .simpo }

    /// Whether the score of an answer is the mean over its tokens; else it is their sum.
    public var averages: Bool { self == .ipo || self == .simpo }

    /// Whether label smoothing means something.
    public var smoothes: Bool { self == .sigmoid || self == .robust || self == .simpo }
}

/// Weights of tokens in the score of an answer, the weighted sum of their log-probabilities.
///
/// | loss | weight of a token |
/// |---|---|
/// | sums (DPO, hinge, robust) | 1 |
/// | means (IPO, SimPO) | 1 over the tokens of the answer |
/// | `ldAlpha` (LD-DPO, Liu et al. 2024) | 1 up to the length of the shorter answer, then alpha |
/// | weights in the file | times the token's own; a mean is then a weighted one |
///
///     chosen   a b c d e      ldAlpha 0.5 ->  1 1 1 0.5 0.5
///     rejected x y z                          1 1 1
///
/// Model and reference are weighted alike, so that before training every difference is 0.
struct TokenWeights: Sendable, Equatable {
    var averages = false
    var ldAlpha: Double?

    init(averages: Bool = false, ldAlpha: Double? = nil) {
        self.averages = averages
        self.ldAlpha = ldAlpha
    }

    init(_ options: PreferenceOptions) {
        // The rival trains on chosen answers alone: there is no other length, and no loss.
        let isLoss = options.loss.objective == .preference
        self.init(
            averages: isLoss && options.loss.type.averages,
            ldAlpha: isLoss ? options.loss.ldAlpha : nil)
    }

    /// Weights of the scored tokens of one side.
    ///
    /// - Parameter other: scored tokens of the other side.
    func weights(_ side: TokenizedPair.Side, other: Int) -> [Double] {
        var weights = side.scoredWeights ?? Array(repeating: 1, count: side.scored)
        if let ldAlpha {
            for index in weights.indices where index >= other { weights[index] *= ldAlpha }
        }
        if averages {
            let total = weights.reduce(0, +)
            for index in weights.indices { weights[index] /= total }
        }
        return weights
    }

    /// Weights of all tokens of answers of a batch of chosen and rejected sides; nil when each is 1, and the
    /// sums that are there already will do.
    func weights(_ pairs: [TokenizedPair]) -> [Double]? {
        guard averages || ldAlpha != nil || pairs.contains(where: \.isWeighted) else { return nil }
        return pairs.flatMap { weights($0.chosen, other: $0.rejected.scored) }
            + pairs.flatMap { weights($0.rejected, other: $0.chosen.scored) }
    }
}
