public import Artifacts
public import Foundation
import Numbers
public import Storage

/// Asks one model every example and keeps the answers: `out` gets a line per example as it goes.
///
/// A killed run goes on where it stopped and ends with the same bytes; files of another run are
/// refused. Means and intervals come from `EvaluationSummary`.
///
/// ```swift
/// let evaluator = Evaluator(
///     examples: suite, model: "base", out: folder.appending(path: "base.jsonl"))
/// let rows = EvaluationSummary.rows(try evaluator.evaluate(responder), model: "base")
/// ```
public struct Evaluator: Sendable {
    public var examples: [EvaluationExample]
    /// Names the model in the record; a fingerprint of its weights keeps models apart best.
    public var model: String
    /// The ablation while answering: the ablated model without a copy of the weights.
    public var ablation: HeadAblation
    /// Names the text of the means in the record, where the gate is `mean`; a fingerprint tells
    /// texts apart best.
    public var meansText: String?
    public var out: URL
    /// Examples in one batch.
    public var batch: Int
    /// Sampling of answers; the length limit comes from each example. Greedy by default.
    public var sampling: SamplingParameters
    public var restarts: Bool
    /// For tests of progress: seconds.
    package var now: @Sendable () -> Double = { ProgressClock.system() }

    public init(
        examples: [EvaluationExample], model: String, ablation: HeadAblation = .none,
        meansText: String? = nil, out: URL, batch: Int = 8,
        sampling: SamplingParameters = .greedy(maxTokens: 1), restarts: Bool = false
    ) {
        self.examples = examples
        self.model = model
        self.ablation = ablation
        self.meansText = meansText
        self.out = out
        self.batch = batch
        self.sampling = sampling
        self.restarts = restarts
    }

    /// Results of all examples, in their order.
    ///
    /// - Parameter scorer: needed where likelihoods decide; a `TextScorer` for choices and for plain text
    ///   under `likelihood`.
    /// - Throws: `UsageError` for settings that cannot be used and for files of another run,
    ///   `DataError` for examples that lack something, and whatever the model throws.
    public func evaluate(
        _ responder: any Responder, scorer: (any Scorer)? = nil,
        progress: ProgressHandler = { _ in }
    ) throws -> [EvaluationResult] {
        try validate(scorer)
        let lock = try record().claim([out], out: out, restarts: restarts)
        defer { lock.release() }
        let log = try JSONLinesAppender<EvaluationResult>(out)
        let resumed = log.existing.count
        guard resumed <= examples.count,
            zip(log.existing, examples).allSatisfy({ $0.id.isExactly($1.id) })
        else { throw DataError("\(out.path) holds other examples; use --restart to begin again.") }
        for (index, result) in log.existing.enumerated()
        where !Limits.score.contains(result.score) || result.tokens < 0 {
            throw DataError(
                "\(out.path): answer \(index + 1) has the score \(result.score) of \(result.tokens) tokens; scores are \(Limits.score)."
            )
        }
        var results = log.existing
        let parts = parts()
        let meter = self.meter(parts, log.existing)
        func report() {
            let scores = results.filter { $0.metric != .likelihood }.map(\.score)
            let mean = scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count)
            var report = ProgressReport(
                label: "evaluating", done: results.count, total: examples.count,
                resumed: resumed,
                detail: scores.isEmpty ? "" : "score \(Int((100 * mean).rounded()))")
            report.underWay = meter.underWay
            report.tokensPerSecond = meter.tokensPerSecond
            report.estimate = meter.estimate
            progress(report)
        }
        report()
        for (number, part) in parts.enumerated() where results.count < part.upperBound {
            // A batch that was cut off while it was written is answered again as a whole: in
            // another batch the same prompt could round differently in the last bit.
            meter.begin(window: number)
            let answers = try telling(meter, report, of: [responder] + (scorer.map { [$0] } ?? []))
            {
                try answer(Array(examples[part]), responder, scorer)
            }
            let new = answers.dropFirst(results.count - part.lowerBound)
            for result in new {
                try log.append(result)
                results.append(result)
            }
            meter.takeAnswers(new.count)
            report()
        }
        return results
    }

    func validate(_ scorer: (any Scorer)?) throws {
        guard Limits.batch.contains(batch) else {
            throw UsageError("batch is \(batch); give \(Limits.batch).")
        }
        for example in examples {
            if let problem = example.problem {
                throw DataError("example \(example.id): \(problem).")
            }
            try example.checkInstructions()
        }
        guard Set(examples.map { ExactText($0.id) }).count == examples.count else {
            throw DataError("two examples have the same id.")
        }
        guard scorer != nil || !examples.contains(where: { $0.metric == .likelihood }) else {
            throw UsageError("\(model) cannot score tokens, which the NLL examples need.")
        }
        let ofText = examples.first {
            $0.metric.isOfChoices || $0.metric == .likelihood && $0.tokens == nil
        }
        if let ofText, !(scorer is any TextScorer) {
            throw UsageError(
                "\(model) cannot score texts, which example \(ofText.id) with \(ofText.metric.rawValue) needs."
            )
        }
    }

    func record() throws -> JobRecord {
        let text = try examples.reduce(into: Data()) { text, example in
            text += try JSONLines.line(example)
            // That line sorts the keys of tools and messages; a chat template may print them.
            guard !example.inputs.isEmpty || !example.messages.allSatisfy(\.isPlain) else { return }
            let fields = JSONValue.array(
                example.messages.map(\.json) + [.object(example.inputs.fields)])
            text += Data(fields.text.utf8)
        }
        let settings = [
            "model": model, "set of examples": Fingerprint.of(text),
            "temperature": "\(sampling.temperature)", "top-p": "\(sampling.topP)",
            "top-k": "\(sampling.topK)", "seed": "\(sampling.seed)", "batch": "\(batch)",
        ]
        return JobRecord(
            kind: "evaluation-run",
            settings: settings.merging(ablation.settings(meansText: meansText)) { $1 })
    }
}
