public import Artifacts
import Numbers
import Storage

/// A model's text side as the suite asks for it.
public protocol PromptMeter {
    /// Tokens of the prompt of an example as the model is asked it: template, special tokens and the
    /// beginning of the answer included.
    func tokens(of example: EvaluationExample) throws -> Int
    /// Whether conversations can be asked.
    var hasChatTemplate: Bool { get }
    /// Most tokens of prompt and answer together.
    var contextLength: Int { get }
}

/// Questions in plain English for any language model, in the categories of HELMET, generated from a
/// seed. Nothing in them can be known by heart: persons, towns, firms, numbers and labels are invented.
///
/// ```swift
/// var suite = PlainSuite()
/// suite.lengths = [1024, 2048]
/// let examples = try suite.examples(for: meter)
/// ```
///
/// Example 7 is the same however many there are, and asks the same in every form. Seeds that differ modulo
/// 64 share no question and no name, so exploring with one and confirming with the next is clean; only
/// the closed-book `facts` are one list, of which each seed takes others first.
public struct PlainSuite: Sendable {
    /// Tokens of whole prompts, as the model is asked them.
    public var lengths = [1024, 2048]
    /// Examples of one task at one length.
    public var examples = 48
    /// Tasks in the order of the table.
    public var tasks = PlainTask.allCases.filter { !$0.isVariant }
    /// Fixes names, texts and questions.
    public var seed: UInt64 = 1
    /// How questions are put.
    public var form = FormChoice.best

    /// All tasks at 1024 and 2048 tokens, 48 examples of each.
    public init() {}

    /// Tokens of the texts whose likelihood is taken.
    static let fluencyLength = 256

    /// All examples.
    ///
    /// Prompts have at most their length, and at most what the model's positions leave beside the
    /// answer; they fall short of it by less than one sentence (or pair, passage, item).
    ///
    /// - Throws: `UsageError` for lengths that the model has no positions for or that a task does not
    ///   fit into, and for a chat form without a chat template; errors of the tokenizer.
    public func examples(for meter: any PromptMeter) throws -> [EvaluationExample] {
        guard Limits.examples.contains(examples) else {
            throw UsageError("examples is \(examples); give \(Limits.examples).")
        }
        if case .form(let form) = form, form != .completion, !meter.hasChatTemplate {
            throw UsageError(
                "the form \(form.rawValue) needs a chat template, which this model does not have; give completion."
            )
        }
        if let longest = lengths.max(), longest > meter.contextLength {
            throw UsageError(
                "length \(longest) is more than the \(meter.contextLength) positions of this model."
            )
        }
        return try tasks.flatMap { task in
            try (task.isControl ? [0] : lengths).flatMap { length in
                try (0..<task.count(examples)).map { try example(task, length, $0, meter) }
            }
        }
    }

    func example(
        _ task: PlainTask, _ length: Int, _ index: Int, _ meter: any PromptMeter
    ) throws -> EvaluationExample {
        let form = form.form(of: task, hasChatTemplate: meter.hasChatTemplate)
        var maker = QuestionMaker(
            WorldMaker(seed: seed, stream: stream(task, length, index)), index: index, seed: seed)
        let id = "\(task.rawValue)-\(length)-\(index)"
        guard !task.isControl else { return maker.control(task, form, id: id) }
        let room = meter.contextLength - task.maxTokens
        return try LengthFitter(tokens: meter.tokens).fit(
            limit: min(length, room), from: task.leastUnits, task: task
        ) { units in
            var maker = maker
            return maker.question(task, units: units)
                .example(task, form, id: id, length: length)
        }
    }

    /// By what the example is, not by its place in the suite; variants share the stream of what they
    /// vary.
    private func stream(_ task: PlainTask, _ length: Int, _ index: Int) -> SeededGenerator {
        let name =
            task.category == .cite || task.category == .summ
            ? task.category.rawValue : task.rawValue
        let number = name.utf8.reduce(UInt64(length)) { ($0 &* 131) &+ UInt64($1) }
        var stream = SeededGenerator.derive(seed ^ 0x706c_6169_6e, number)
        return SeededGenerator.derive(stream.next(), UInt64(index))
    }
}

extension PlainTask {
    /// As many as are asked for, of `facts` at most as many as there are.
    func count(_ examples: Int) -> Int {
        self == .facts ? min(examples, CommonFact.all.count) : examples
    }

    /// Units of text of the shortest prompt.
    var leastUnits: Int { 1 }
}
