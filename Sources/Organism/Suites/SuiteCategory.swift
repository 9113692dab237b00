public import Artifacts

/// The categories of an organism's evaluation: the seven of HELMET (Yen et al. 2025) in
/// miniature, and controls that tell what a change of the weights costs elsewhere.
public enum SuiteCategory: String, CaseIterable, Codable, Sendable {
    case recall, rag, citation, rerank, icl, longqa, summ
    /// Facts about countries, and sums: closed-book.
    case facts, sums
    /// Defaults without a book, and with a book that says nothing about them.
    case memory
    case memoryInContext = "memory-in-context"
    /// Log-likelihood of plain prose.
    case fluency

    /// Whether it is asked once and not at every length.
    public var isControl: Bool { kind == nil }

    /// The measure of its examples.
    public var metric: EvaluationMetric {
        switch self {
        case .recall, .rag, .citation: .substringMatch
        case .rerank: .rankingGain
        case .icl: .labelAccuracy
        case .longqa: .tokenF1
        case .summ: .rougeL
        case .facts, .sums: .exactMatch
        case .memory, .memoryInContext: .substringMatch
        case .fluency: .likelihood
        }
    }

    /// The exercise behind a category that has a length.
    var kind: ExerciseKind? {
        switch self {
        case .recall: .recall
        case .rag: .documents
        case .citation: .citation
        case .rerank: .ranking
        case .icl: .labels
        case .longqa: .story
        case .summ: .summary
        case .facts, .sums, .memory, .memoryInContext, .fluency: nil
        }
    }

    /// Enough for the longest right answer and the token that ends it.
    var maxTokens: Int {
        switch self {
        case .summ: 24
        case .citation: 16
        default: 12
        }
    }
}

extension ExerciseKind {
    /// Tokens of the longest question, after a space.
    var questionTokens: Int {
        switch self {
        case .citation: 7
        case .recall, .documents, .story, .summary: 4
        case .ranking: 3
        case .labels: 2
        }
    }
}
