import Artifacts
public import Foundation
import Haystacks
import HeadAnalysis
import Numbers
public import Storage

/// Finds retrieval heads: hides needles in texts, lets the model answer, and notes which heads
/// looked at the words as they were copied.
///
///     grid ─▶ prompts ─▶ batches ─▶ greedy answers + arg-max positions ─▶ trials ─▶ scores
///
/// Every finished trial is a line of `<out>.trials.jsonl`. A run that was killed continues after
/// the last whole line, and its files equal those of an uninterrupted run: batches are cut by the
/// grid alone, and a batch that was half written is generated again as a whole.
public struct HeadDetector {
    let model: DetectionModel
    let grid: HaystackGrid
    let prompts: any ProbePrompts
    let scoring: any ProbeScoring
    /// Those of the default mode, the only one with attention detectors; nil in paper mode.
    let detectorPrompts: StandardProbePrompts?
    let options: DetectionOptions
    let header: TrialHeader
    /// For tests of progress: seconds.
    var now = ProgressClock.system

    /// Everything that decides the trials of a run; its hash keeps two runs out of one file.
    private struct Identity: Encodable {
        /// Fingerprint of the model, not its name: a renamed folder is the same model.
        var model: String
        var grid: HaystackGrid
        /// Fingerprint of the prompts: filler and layout, or the published texts.
        var procedure: String
        var options: DetectionOptions
    }

    init(
        model: DetectionModel, grid: HaystackGrid, prompts: any ProbePrompts,
        scoring: any ProbeScoring, detectorPrompts: StandardProbePrompts? = nil,
        options: DetectionOptions
    ) throws {
        try options.check()
        self.model = model
        self.grid = grid
        self.prompts = prompts
        self.scoring = scoring
        self.detectorPrompts = detectorPrompts
        self.options = options
        let identity = Identity(
            model: model.fingerprint, grid: grid, procedure: try prompts.fingerprint(),
            options: options)
        header = TrialHeader(
            run: Fingerprint.of(try JSONLines.line(identity)), model: model.name,
            mode: options.mode.rawValue, layers: model.languageModel.layers,
            heads: model.languageModel.heads, trials: options.readsNeedles ? grid.count : 0)
    }

    /// Runs the probes that are not finished yet and writes the scores.
    ///
    /// - Throws: `UsageError` when the trials beside `out` belong to another run, when there is an `out`
    ///   without trials, when a prompt is longer than the model's context, or when a file cannot be
    ///   written.
    public func run(out: URL, progress: ProgressHandler = { _ in }) throws -> DetectionReport {
        let files = Self.files(out, options.detectors)
        let lock = try OutputLock(out, files: files)
        defer { lock.release() }
        try JobRecord.refuseStrangers(
            files, without: Self.trialsURL(of: out), hint: ", or move it away")
        let log = try TrialLog(Self.trialsURL(of: out), header: header)
        let meter = probeMeter()
        let (probed, repeats) = try telling(progress, of: meter) { tell in
            (try probe(log, meter, tell), try repeatedTokens(meter, tell))
        }
        let (trials, isStable) = probed
        let lists = options.detectors.map { kind in
            (
                kind: kind,
                scores: repeats[kind]
                    ?? HeadScores(
                        scoring.ordered(trials), of: kind, model: model.name, mode: options.mode,
                        layers: header.layers, heads: header.heads)
            )
        }
        for (index, list) in lists.enumerated() {
            let url = index == 0 ? out : Self.scoresURL(of: out, list.kind)
            switch options.mode {
            case .standard: try list.scores.write(to: url)
            case .paper: try AtomicFile.write(Data(list.scores.publishedJSON().utf8), to: url)
            }
        }
        return DetectionReport(
            scores: lists[0].scores,
            others: lists.dropFirst().map {
                DetectionReport.Other(detector: $0.kind, scores: $0.scores)
            },
            trials: trials, planned: header.trials, recallAbove: options.recallAbove,
            isStable: options.stability.map { _ in isStable })
    }

    /// The probes of a run, those of the log included, in the order of the grid; and whether the heads
    /// were stable at the end.
    private func probe(
        _ log: TrialLog, _ meter: ProbeMeter, _ tell: Teller
    ) throws -> (trials: [NeedleTrial], isStable: Bool) {
        let resumed = log.finished.count
        func report() {
            let found = log.finished.values.count { $0.success }
            tell(
                ProgressReport(
                    label: "probing", done: log.finished.count, total: grid.count,
                    resumed: resumed, detail: options.generates ? "\(found) found" : ""))
        }
        func isOpen(_ cell: HaystackGrid.Cell) -> Bool { log.finished[cell.index] == nil }
        if options.readsNeedles { report() }
        var probed: [HaystackGrid.Cell] = []
        var (wasStable, isStable) = (false, false)
        for round in rounds {
            // Prompts are built even for a group that is half done: they decide the batches.
            for group in prompts.groups(round) {
                guard group.contains(where: isOpen) else {
                    meter.begin(group: nil)
                    continue
                }
                model.languageModel.beginGroup()
                let batches = try batches(group)
                meter.begin(
                    group: model.languageModel.tokensToRead(
                        batches.map { $0.map(\.haystack.ids) }))
                for batch in batches {
                    defer { meter.endBatch() }
                    guard batch.flatMap(\.cells).contains(where: isOpen) else {
                        try model.languageModel.replay(
                            batch.map(\.haystack.ids), maxTokens: options.answerTokens)
                        continue
                    }
                    for trial in try trials(batch) { try log.append(trial) }
                    report()
                }
            }
            probed += round
            guard let stability = options.stability else { continue }
            let values = probed.compactMap { log.finished[$0.index] }
                .compactMap { $0.values(options.detectors[0]) }
            (wasStable, isStable) = (
                isStable, (stability.overlap(values) ?? 0) >= stability.overlap
            )
            if wasStable, isStable { break }
        }
        let trials = probed.compactMap { log.finished[$0.index] }.sorted { $0.index < $1.index }
        return (trials, wasStable && isStable)
    }

    /// Cells that are run before stability is asked about: all of them when it is not. None when
    /// every detector looks at random tokens.
    var rounds: [[HaystackGrid.Cell]] {
        guard options.readsNeedles else { return [] }
        guard let stability = options.stability else { return [grid.cells] }
        var cells = grid.cells
        var stream = SeededGenerator.derive(stability.seed, 1)
        stream.shuffle(&cells)
        return stride(from: 0, to: cells.count, by: stability.round).map { start in
            cells[start..<min(start + stability.round, cells.count)].sorted { $0.index < $1.index }
        }
    }

    /// A prompt and the cells that ask for it; at small lengths several depths share a boundary.
    private struct Probe {
        let haystack: Haystack
        var cells: [HaystackGrid.Cell]
    }

    /// The different prompts of a group in the order of their tokens, in batches of one call.
    private func batches(_ cells: [HaystackGrid.Cell]) throws -> [[Probe]] {
        var probes: [Probe] = []
        var known: [[Int]: Int] = [:]
        for cell in cells {
            let haystack = try prompts.haystack(cell, of: grid)
            try check(haystack, cell)
            if let index = known[haystack.ids], probes[index].haystack.span == haystack.span {
                probes[index].cells.append(cell)
            } else {
                known[haystack.ids] = probes.count
                probes.append(Probe(haystack: haystack, cells: [cell]))
            }
        }
        probes.sort { $0.haystack.ids.lexicographicallyPrecedes($1.haystack.ids) }
        let longest = probes.map(\.haystack.ids.count).max() ?? 1
        let size = options.batchSize(length: longest)
        return stride(from: 0, to: probes.count, by: size).map {
            Array(probes[$0..<min($0 + size, probes.count)])
        }
    }

    /// Needle and question alone may need more tokens than a short model has positions.
    func check(_ haystack: Haystack, _ cell: HaystackGrid.Cell) throws {
        let (tokens, positions) = (haystack.ids.count, model.languageModel.contextLength)
        let answer = max(options.answerTokens, forcedTokens(haystack))
        guard tokens + answer > positions else { return }
        // A text that is to be long is cut to its length; a needle is not.
        guard cell.length + answer <= positions else {
            throw UsageError(
                "length \(cell.length) and an answer of up to \(answer) tokens need more than the \(positions) positions of \(model.name): ask for lengths up to \(positions - answer)."
            )
        }
        throw UsageError(
            "needle \(cell.needle), its question (\(tokens) tokens) and an answer of up to \(answer) need more than the \(positions) positions of \(model.name): use a shorter needle."
        )
    }

    /// Tokens that detectors put after a prompt.
    func forcedTokens(_ haystack: Haystack) -> Int {
        guard options.detectors.contains(where: \.forces) else { return 0 }
        return DetectorInput(haystack: haystack, nullQuery: haystack).teacherForced.tokens.count
            - haystack.ids.count
    }

    /// Generates the answers of a batch and judges them: a trial for each cell, in the order of the
    /// probes.
    ///
    /// - Throws: `DataError` when the model's answers do not fit the prompts or its own heads.
    private func trials(_ batch: [Probe]) throws -> [NeedleTrial] {
        let plan = AttentionQueryPlan(
            try detectorInputs(batch.map(\.haystack)), kinds: options.detectors)
        let answers = try model.languageModel.generate(
            batch.map(\.haystack.ids),
            GenerationPlan(
                maxTokens: options.answerTokens,
                stops: scoring.stopsAtEndOfTurn,
                drafts: options.generates
                    ? batch.map { Array($0.haystack.ids[$0.haystack.sentence]) } : [],
                queries: plan.lists))
        guard answers.count == batch.count else {
            throw DataError(
                "\(model.name) gave \(answers.count) answers to \(batch.count) prompts.")
        }
        return try zip(batch, answers).enumerated().flatMap { row, pair in
            try trials(pair.0, scoring.prepared(pair.1), others: plan.scores(row, pair.1.attention))
        }
    }

    private func trials(
        _ probe: Probe, _ answer: ObservedAnswer, others: [String: [Double]]?
    ) throws -> [NeedleTrial] {
        let heads = header.layers * header.heads
        guard answer.attended.count == answer.tokens.count,
            answer.attended.allSatisfy({ $0.count == heads })
        else {
            throw DataError(
                "\(model.name) did not report where each of its \(heads) heads looked at each of the \(answer.tokens.count) tokens of an answer."
            )
        }
        let haystack = probe.haystack
        let scores = options.generates ? scoring.scores(haystack, answer, heads: heads) : []
        return probe.cells.map { cell in
            let recall =
                options.generates
                ? RougeRecall.score(
                    answer: grid.needles[cell.needle].answer, response: answer.text) : 0
            return NeedleTrial(
                index: cell.index, needle: cell.needle, length: cell.length, depth: cell.depth,
                promptTokens: haystack.ids.count,
                span: [haystack.span.lowerBound, haystack.span.upperBound],
                response: options.generates ? answer.text : "", recall: recall,
                success: recall > options.recallAbove, scores: scores, others: others)
        }
    }
}
