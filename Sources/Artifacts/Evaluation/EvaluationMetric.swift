import Storage

/// The measure of an answer to an example. All are shares from 0 to 1 where more is better, but
/// `likelihood`.
public enum EvaluationMetric: String, Codable, CaseIterable, Sendable {
    /// A reference answer occurs in the response, both normalised.
    case substringMatch = "SubEM"
    /// The response equals a reference answer, both normalised.
    case exactMatch = "EM"
    /// A reference answer occurs in the response as whole words: `5` is not in `15`, `5.2` or `1,005`.
    case wholeWordMatch = "WordEM"
    /// Harmonic mean of precision and recall of the words.
    case tokenF1 = "F1"
    case rouge1 = "ROUGE-1"
    case rougeL = "ROUGE-L"
    /// Share of the reference answers that occur in the response (RULER).
    case answerRecall = "recall"
    /// Share of the groups of answers of which one occurs, citations taken out and both normalised (ALCE, ASQA).
    case groupRecall = "str_em"
    /// Groups of answers of which one is listed, at most five, of five or as many as there are (ALCE, QAMPARI).
    case listRecall = "qampari_rec_top5"
    /// Normalised discounted cumulative gain of the first ten of a ranking `3 > 1 > 2`.
    case rankingGain = "NDCG@10"
    /// Of the ids cited in brackets, the share that belong to the answer.
    case citationPrecision = "citation precision"
    /// Of the ids that belong to the answer, the share cited.
    case citationRecall = "citation recall"
    /// Harmonic mean of the two.
    case citationF1 = "citation F1"
    /// The label after `label:` is the right one.
    case labelAccuracy = "accuracy"
    /// The likeliest of the choices is a right one (lm-evaluation-harness).
    case choiceAccuracy = "acc"
    /// The same with each choice's log-likelihood divided by its length in bytes.
    case normalizedChoiceAccuracy = "acc_norm"
    /// The response follows every instruction of its prompt (IFEval, strict).
    case promptInstructions = "prompt_level_strict_acc"
    /// Share of the instructions that are followed, of all of a table's cell (IFEval, strict).
    case instructionShare = "inst_level_strict_acc"
    /// Negative log-likelihood per token, in nats; less is better. A control for what a change of
    /// the weights does to plain language.
    case likelihood = "NLL"
}

extension EvaluationMetric {
    /// Whether log-probabilities of given texts decide, so that nothing is generated.
    public var isOfLikelihood: Bool {
        switch self {
        case .likelihood, .choiceAccuracy, .normalizedChoiceAccuracy: true
        default: false
        }
    }

    /// Whether the likeliest of an example's choices is its answer.
    public var isOfChoices: Bool { self == .choiceAccuracy || self == .normalizedChoiceAccuracy }

    /// Whether the instructions of a prompt are checked.
    public var isOfInstructions: Bool { self == .promptInstructions || self == .instructionShare }

    /// Reads the name of a metric.
    /// - Throws: `DataError` for another name.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let metric = EvaluationMetric(rawValue: text) else {
            let all = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw DataError("\"\(text)\" is no metric; give one of \(all).")
        }
        self = metric
    }
}

/// As keys of an object by their names.
extension EvaluationMetric: CodingKeyRepresentable {}
