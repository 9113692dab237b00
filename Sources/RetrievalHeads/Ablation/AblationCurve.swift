public import Artifacts
public import Foundation
public import Haystacks
import HeadAnalysis
import Numbers
public import Storage

/// The causal check: how often needles are found as more heads are silenced, the ones with the
/// highest scores against as many random ones (`RandomControl`).
///
/// If the scores mean what they say, the first curve falls and the second does not; the likelihood
/// of plain text should stay where it is in both. Every set of heads is a line of
/// `<out>.points.jsonl`; a killed run goes on after the last whole line.
public struct AblationCurve {
    let model: DetectionModel
    let languageModel: any ProbedLanguageModel & Scorer
    let scores: HeadScores
    let prompts: [(ids: [Int], answer: String)]
    let text: [Int]
    let options: AblationOptions
    let record: JobRecord
    let sets: [(heads: [HeadID], seed: UInt64?)]

    /// - Throws: `UsageError` when the model cannot be ablated, when a count is out of range, or
    ///   for scores of another shape.
    public init(
        model: DetectionModel, scores: HeadScores, grid: HaystackGrid, filler: Filler,
        layout: PromptLayout = .book, options: AblationOptions = AblationOptions()
    ) throws {
        guard let languageModel = model.languageModel as? any ProbedLanguageModel & Scorer else {
            throw UsageError("\(model.name) has no heads that could be silenced.")
        }
        guard scores.layers == model.languageModel.layers, scores.heads == model.languageModel.heads
        else {
            throw UsageError(
                "the scores are of \(scores.layers) layers of \(scores.heads) heads, but \(model.name) has \(model.languageModel.layers) of \(model.languageModel.heads)."
            )
        }
        try grid.check(
            contextLength: model.languageModel.contextLength, answer: options.maxTokens,
            model: model.name)
        try options.check(scores)
        self.model = model
        self.languageModel = languageModel
        self.scores = scores
        self.options = options
        let builder = HaystackBuilder(encoder: model.encoder, filler: filler, layout: layout)
        prompts = try grid.cells.map { cell in
            (try builder.haystack(cell, of: grid).ids, grid.needles[cell.needle].answer)
        }
        text = try filler.opening(contextLength: model.languageModel.contextLength) {
            try model.encoder.pieces(of: $0, addSpecialTokens: true).map(\.id)
        }
        sets = try Self.sets(scores, options)
        record = JobRecord(
            kind: "ablation",
            settings: [
                "model": model.fingerprint,
                // Random ones depend on the scores of all heads.
                "heads": Fingerprint.of(
                    sets.map { $0.heads.map(\.description).joined(separator: " ") }
                        .joined(separator: "\n")),
                "options": String(decoding: try JSONLines.line(options), as: UTF8.self),
                "prompts": Fingerprint.of(
                    prompts.map { "\($0.ids) \($0.answer)" }.joined(separator: "\n")),
                "text": Fingerprint.of("\(text)"),
            ])
    }

    /// - Throws: `UsageError` when the points beside `out` belong to another run.
    /// - Parameters:
    ///   - restarts: begin again instead of going on.
    ///   - finish: called with all points before other processes may write the output.
    public func run(
        out: URL, restarts: Bool = false, progress: ProgressHandler = { _ in },
        whileLocked finish: ([AblationPoint]) throws -> Void = { _ in }
    ) throws -> [AblationPoint] {
        let file = Self.pointsURL(of: out)
        let lock = try record.claim([file, out], out: out, restarts: restarts)
        defer { lock.release() }
        let log = try JSONLinesAppender<AblationPoint>(file)
        guard fits(log.existing) else {
            throw DataError(
                "\(file.path) holds points of other heads or probes than its run; use --restart to begin again."
            )
        }
        var points = log.existing
        // A text of its own kind, but not the probes themselves.
        if options.gate == .mean { try languageModel.calibrate(text) }
        let meter = probeMeter(done: points.count)
        try telling(progress, of: meter) { tell in
            func report() {
                let point = points.last
                tell(
                    ProgressReport(
                        label: "silencing", done: points.count, total: sets.count,
                        resumed: log.existing.count,
                        detail: point.map {
                            String(
                                format: "%d heads, %.0f %% found", $0.count, $0.accuracy * 100)
                        } ?? ""))
            }
            report()
            for (index, set) in sets.enumerated() where index >= points.count {
                meter.begin(group: readsOfSet)
                let point = AblationPoint(
                    count: set.heads.count, seed: set.seed, heads: set.heads, gate: options.gate,
                    found: try found(silencing: set.heads) { meter.endBatch() },
                    likelihood: try likelihood(set.heads))
                try log.append(point)
                points.append(point)
                meter.endBatch(answers: false)
                report()
            }
        }
        try finish(points)
        return points
    }

    /// Whether points of a file are those that this run would have made first.
    private func fits(_ points: [AblationPoint]) -> Bool {
        points.count <= sets.count
            && zip(points, sets).allSatisfy { point, set in
                point.heads == set.heads && point.seed == set.seed
                    && point.count == set.heads.count && point.found.count == prompts.count
                    && Limits.score.contains(point.likelihood)
            }
    }

    /// The file of the points: `curve.json.points.jsonl`.
    public static func pointsURL(of out: URL) -> URL { out.appendingPathExtension("points.jsonl") }

    /// The sets of heads in their order: none, then for every count the best and the random ones.
    private static func sets(
        _ scores: HeadScores, _ options: AblationOptions
    ) throws -> [(heads: [HeadID], seed: UInt64?)] {
        var sets: [(heads: [HeadID], seed: UInt64?)] = [([], nil)]
        for count in options.counts {
            let top = HeadSelection.top(count)
            sets.append((try top.heads(of: scores), nil))
            for seed in options.seeds {
                sets.append(
                    (
                        try options.control.selection(like: top, seed: seed).heads(of: scores), seed
                    ))
            }
        }
        return sets
    }

    /// Places of prompts that are asked together: neighbours in length share a batch.
    var batches: [ArraySlice<Int>] {
        let order = prompts.indices.sorted { prompts[$0].ids.count < prompts[$1].ids.count }
        var batches: [ArraySlice<Int>] = []
        var start = 0
        while start < order.count {
            let last = min(start + DetectionOptions.mostRows, order.count) - 1
            let size = DetectionOptions.batchSize(
                length: prompts[order[last]].ids.count, tokens: options.batchTokens)
            batches.append(order[start..<min(start + size, order.count)])
            start += size
        }
        return batches
    }

    /// - Parameter endBatch: called after each batch.
    private func found(silencing heads: [HeadID], _ endBatch: () -> Void) throws -> [Bool] {
        // Results go back to the order of the grid.
        var found = [Bool](repeating: false, count: prompts.count)
        for batch in batches {
            let answers = try languageModel.generate(
                batch.map { prompts[$0].ids },
                GenerationPlan(
                    maxTokens: options.maxTokens, stops: true,
                    ablation: HeadAblation(heads, gate: options.gate), observes: false))
            for (place, answer) in zip(batch, answers) {
                found[place] =
                    RougeRecall.score(answer: prompts[place].answer, response: answer.text)
                    > options.recallAbove
            }
            endBatch()
        }
        return found
    }

    private func likelihood(_ heads: [HeadID]) throws -> Double {
        let values = try languageModel.logProbabilities(
            of: [text], ablation: HeadAblation(heads, gate: options.gate)
        ).flatMap { $0 }
        return values.isEmpty ? 0 : -values.reduce(0, +) / Double(values.count)
    }
}
