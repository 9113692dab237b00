/// The losses of preference training, under TRL's names (`loss_type`).
///
/// With `p` and `r` the scores of an answer under model and reference (``AnswerWeights`` says how
/// log-probabilities of tokens become a score), and
///
///     difference = (p(chosen) - r(chosen)) - (p(rejected) - r(rejected))
///
/// the loss of a pair is one of those below; the slope is that by `p(chosen)`, and the one by
/// `p(rejected)` is its opposite.
public enum LossType: String, Codable, Sendable, CaseIterable {
    /// DPO (Rafailov et al. 2023, equation 7): a pair is pulled apart with a force that fades as
    /// it comes to be right.
    ///
    ///     loss  = -log sigmoid(beta * difference)
    ///     slope = -beta * sigmoid(-beta * difference)
    ///
    /// With label smoothing `s` (Mitchell 2023, "A note on DPO with noisy preferences"):
    /// `(1 - s)` of it, and `s` of the same with the labels exchanged.
    case sigmoid
    /// SLiC's hinge on DPO's margin (Zhao et al. 2023; Liu et al. 2024): full force
    /// until the margin is 1, then none.
    ///
    ///     loss  = max(0, 1 - beta * difference)
    ///     slope = -beta below the margin, else 0
    case hinge
    /// IPO (Azar et al. 2023, equation 17): the difference is drawn to a fixed distance, so a pair
    /// that is right already is not pulled further. The scores are means over tokens, as in TRL.
    ///
    ///     loss  = (difference - 1 / (2 beta))²
    ///     slope = 2 * (difference - 1 / (2 beta))
    case ipo
    /// Robust DPO (Chowdhury et al. 2024): an unbiased estimate of DPO's loss when a
    /// share `s` of the pairs is labelled the wrong way round.
    ///
    ///     loss  = (-(1 - s) log sigmoid(beta * difference) + s log sigmoid(-beta * difference)) / (1 - 2s)
    ///     slope = -beta * ((1 - s) sigmoid(-beta * difference) + s sigmoid(beta * difference)) / (1 - 2s)
    case robust
    /// SimPO (Meng et al. 2024, equation 6): no reference, so `r` is 0; the scores are means over
    /// tokens, and right pairs should be apart by the target margin `gamma`.
    ///
    ///     loss  = -log sigmoid(beta * difference - gamma)
    ///     slope = -beta * sigmoid(gamma - beta * difference)
    case simpo

    /// Whether log-probabilities under the model before training are compared with.
    public var hasReference: Bool { self != .simpo }

    /// Whether the score of an answer is the mean over its tokens; else it is their sum.
    public var averages: Bool { self == .ipo || self == .simpo }

    /// Whether label smoothing means something.
    public var smoothes: Bool { self == .sigmoid || self == .robust || self == .simpo }
}
