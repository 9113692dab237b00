public import Artifacts
import Storage

/// Everything that a run of the suite asks, and what its answers are judged by.
public struct HelmetSet {
    /// A part for each task.
    public internal(set) var parts: [HelmetTaskSet] = []
    /// Whether answers end at a line break.
    public let stopsAtNewline: Bool
    /// SHA-256 of the `data.py` that the wording is from.
    public let wording: String

    init(stopsAtNewline: Bool, wording: String) {
        (self.stopsAtNewline, self.wording) = (stopsAtNewline, wording)
    }

    /// The questions, for `Evaluator`.
    public var examples: [EvaluationExample] { parts.flatMap(\.examples) }
}

/// The questions of one task.
public struct HelmetTaskSet {
    /// The dataset at its length.
    public let task: HelmetTask
    /// Rows of the test file, of which some may not be asked.
    public let rowsInFile: Int
    /// The questions in HELMET's order, an example for each row.
    public private(set) var examples: [EvaluationExample] = []
    /// Rows whose context was cut.
    public private(set) var cutRows = 0
    let rule: HelmetRule
    /// The rows as HELMET writes them: without contexts and passages.
    private(set) var rows: [HelmetItem] = []
    /// Tokens of each prompt.
    private(set) var inputTokens: [Int] = []
    /// The beginning and end of each prompt.
    private(set) var inputTexts: [String] = []
    private(set) var prefix: String

    init(_ data: HelmetTaskData, fitter: PromptFitter, stopsAtNewline: Bool) throws {
        (task, rowsInFile, rule) = (data.task, data.rowsInFile, data.rule)
        prefix = "\(task.name)-\(task.length)"
        let keys = Dictionary(
            data.items.compactMap(\.key).map { (ExactText($0), 1) }, uniquingKeysWith: +)
        for (number, item) in data.items.enumerated() {
            var item = item
            do {
                let prompt = try fitter.prompt(of: &item, data)
                if prompt.uncut != nil { cutRows += 1 }
                inputTokens.append(prompt.tokens)
                inputTexts.append(prompt.shown)
                var example = try example(number, item, data, prompt.question)
                if stopsAtNewline { example.stop = ["\n"] }
                // Rows of one question are drawn together.
                if let key = item.key, keys[ExactText(key)] ?? 0 > 1 {
                    example.extra = ["context": "\(task.name)-\(task.length)-\(key)"]
                }
                examples.append(example)
            } catch let problem as DataError {
                throw DataError("\(task.dataset) at \(task.length), row \(number + 1): \(problem)")
            }
            item["context"] = nil
            rows.append(item)
        }
    }

    private func example(
        _ number: Int, _ item: HelmetItem, _ data: HelmetTaskData, _ question: ModelPrompt
    ) throws -> EvaluationExample {
        var example = EvaluationExample(
            id: "\(prefix)-\(number)", category: task.name, metric: .substringMatch,
            length: task.length, messages: question.messages,
            answers: HelmetAnswers.flat(item["answer"]), maxTokens: task.maxTokens,
            prompt: question.text)
        // A completed prompt ends with the cue, and HELMET judges cue and answer as one text.
        if !task.usesChat {
            example.answerStart = try data.cue.filled(HelmetLoader.values(item.fields))
        }
        switch rule {
        case .best(let prefix): example.answerPrefix = prefix
        case .parsed(let prefix):
            example.metric = .labelAccuracy
            example.answerPrefix = prefix
        case .recall: example.metric = .answerRecall
        case .cited(let isList):
            example.metric = isList ? .listRecall : .groupRecall
            example.answerGroups = HelmetAnswers.groups(item, isList: isList)
        case .ranking:
            example.metric = .rankingGain
            example.relevance = try HelmetAnswers.grades(item["qrel"])
        }
        if let problem = example.problem { throw DataError("\(problem).") }
        return example
    }

    /// Names the examples after another beginning.
    mutating func rename(_ new: String) {
        prefix = new
        for index in examples.indices { examples[index].id = "\(new)-\(index)" }
    }
}

/// Answers of rows.
enum HelmetAnswers {
    /// Texts of a text, a list, or a list of lists.
    static func flat(_ value: JSONValue?) -> [String] {
        switch value {
        case .string(let text)?: [text]
        case .array(let items)?: items.flatMap { flat($0) }
        default: []
        }
    }

    /// Answers that mean the same, of ALCE's rows: aliases of QAMPARI, short answers of ASQA's questions.
    static func groups(_ item: HelmetItem, isList: Bool) -> [[String]] {
        let lists =
            isList
            ? item["answers"]?.array : item["qa_pairs"]?.array?.compactMap { $0["short_answers"] }
        return (lists ?? []).map { flat($0) }
    }

    /// Grades by id.
    static func grades(_ value: JSONValue?) throws -> [ExactText: Int] {
        var grades: [ExactText: Int] = [:]
        for pair in value?.array ?? [] {
            guard let texts = pair.array, texts.count == 2,
                let grade = texts[1].string.flatMap({ Int($0) })
            else { throw DataError("the grades of the passages cannot be read.") }
            grades[ExactText(try PythonText.of(texts[0], "id"))] = grade
        }
        return grades
    }
}
