public import Artifacts
import Storage

/// The tasks of the suite, rows of its table.
public enum PlainTask: String, CaseIterable, Codable, Sendable {
    case jsonPairs = "json_kv"
    case needleKeys = "niah_mk"
    case needleValues = "niah_mv"
    case rag
    case cite
    case citePrecision = "cite_precision"
    case citeRecall = "cite_recall"
    case rerank
    case numberLabels = "icl_number"
    case wordLabels = "icl_word"
    case longqa
    case summary = "summ"
    case summaryFacts = "summ_facts"
    case fluency, arithmetic, facts, instructions

    /// The category of HELMET that it belongs to, or the controls.
    public var category: PlainCategory {
        switch self {
        case .jsonPairs, .needleKeys, .needleValues: .recall
        case .rag: .rag
        case .cite, .citePrecision, .citeRecall: .cite
        case .rerank: .rerank
        case .numberLabels, .wordLabels: .icl
        case .longqa: .longqa
        case .summary, .summaryFacts: .summ
        case .fluency, .arithmetic, .facts, .instructions: .controls
        }
    }

    /// Whether it asks the questions of another task for another metric, and so is asked only where
    /// it is named.
    public var isVariant: Bool {
        switch self {
        case .citePrecision, .citeRecall, .summaryFacts: true
        default: false
        }
    }

    /// Whether it is asked once and not at every length.
    public var isControl: Bool { category == .controls }

    /// The measure of its examples.
    public var metric: EvaluationMetric {
        switch self {
        case .jsonPairs, .rag: .substringMatch
        case .needleKeys, .needleValues, .summaryFacts: .answerRecall
        case .cite: .citationF1
        case .citePrecision: .citationPrecision
        case .citeRecall: .citationRecall
        case .rerank: .rankingGain
        case .numberLabels, .wordLabels: .labelAccuracy
        case .longqa: .tokenF1
        case .summary: .rougeL
        case .fluency: .likelihood
        case .arithmetic: .wholeWordMatch
        case .facts: .choiceAccuracy
        case .instructions: .instructionShare
        }
    }

    /// Tokens for a whole right answer, of a small model too: it repeats the question's key first, and
    /// its tokenizer makes a token of every digit.
    public var maxTokens: Int {
        switch self {
        case .jsonPairs: 120
        case .needleKeys: 60
        case .needleValues: 120
        case .rag, .longqa: 48
        case .cite, .citePrecision, .citeRecall: 80
        case .rerank: 100
        case .numberLabels, .wordLabels: 12
        case .summary, .summaryFacts: 256
        case .fluency, .facts: 1
        case .arithmetic: 160
        case .instructions: 200
        }
    }

    /// The cue of the answer, also what `chat-start` begins it with.
    var cue: String {
        switch self {
        case .jsonPairs: "Corresponding value:"
        case .rerank: "Ranking:"
        case .numberLabels, .wordLabels: "label:"
        case .summary, .summaryFacts: "Summary:"
        case .instructions: "Response:"
        default: "Answer:"
        }
    }
}

/// The seven categories of HELMET (Yen et al. 2025), and controls that tell what a change of the
/// weights costs elsewhere.
public enum PlainCategory: String, CaseIterable, Codable, Sendable {
    case recall, rag, cite, rerank, icl, longqa, summ, controls

    /// Its tasks, those aside that ask the same for another metric.
    public var tasks: [PlainTask] {
        PlainTask.allCases.filter { $0.category == self && !$0.isVariant }
    }
}

extension PlainTask {
    /// The tasks of names: categories stand for their tasks, no name for all that are no variants.
    /// - Throws: `UsageError` for a name that is neither category nor task.
    public static func named(_ names: [String]) throws -> [PlainTask] {
        guard !names.isEmpty else { return allCases.filter { !$0.isVariant } }
        let chosen = try names.flatMap { name -> [PlainTask] in
            if let category = PlainCategory(rawValue: name) { return category.tasks }
            if let task = PlainTask(rawValue: name) { return [task] }
            let all =
                PlainCategory.allCases.map(\.rawValue)
                + allCases.map(\.rawValue).filter { PlainCategory(rawValue: $0) == nil }
            throw UsageError(
                "there is no category \"\(name)\"; there are \(all.joined(separator: ", ")).")
        }
        return allCases.filter(chosen.contains)
    }
}
