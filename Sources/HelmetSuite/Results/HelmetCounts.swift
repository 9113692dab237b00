public import Artifacts
import Storage

/// How many rows stand behind a number, and how: what HELMET's files do not say.
public struct HelmetCounts: Codable, Sendable, Equatable {
    /// The dataset as the table names it.
    public let dataset: String
    /// Tokens of prompt and answer.
    public let length: Int
    /// Rows of the test file.
    public let rowsInFile: Int
    /// Rows that were asked; of RAG and re-ranking several ask one question.
    public let asked: Int
    /// Different questions among them.
    public let questions: Int
    /// Rows whose context was cut at its end to fit.
    public let cut: Int
    /// Rows that have no answer and count nowhere.
    public let dropped: Int
    /// Whether prompts went through the chat template.
    public let chat: Bool

    enum CodingKeys: String, CodingKey {
        case dataset, length, asked, questions, cut, dropped, chat
        case rowsInFile = "rows_in_file"
    }

    /// Of a part and the results of the run.
    public init(_ part: HelmetTaskSet, _ results: [EvaluationResult]) {
        let answered = Set(results.map { ExactText($0.id) })
        dataset = part.task.name
        length = part.task.length
        rowsInFile = part.rowsInFile
        asked = part.examples.count
        let keys = part.rows.enumerated().map { ExactText($1.key ?? "row \($0)") }
        questions = Set(keys).count
        cut = part.cutRows
        dropped = part.examples.count { !answered.contains(ExactText($0.id)) }
        chat = part.task.usesChat
    }

    /// `kilt_nq at 8192: 96 of 600 rows, 16 questions, 3 cut`.
    public var sentence: String {
        var parts = ["\(asked) of \(rowsInFile) rows"]
        if questions != asked { parts.append("\(questions) questions") }
        if cut > 0 { parts.append("\(cut) cut") }
        if dropped > 0 { parts.append("\(dropped) dropped") }
        if chat { parts.append("chat template") }
        return "\(dataset) at \(length): " + parts.joined(separator: ", ")
    }
}
