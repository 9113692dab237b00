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
