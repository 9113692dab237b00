public import Artifacts
public import Foundation
public import Haystacks

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
    let procedure: any DetectionProcedure
    let options: DetectionOptions
    let header: TrialHeader

    /// - Throws: `UsageError` when a length and its answer exceed the model's positions, and for a
    ///   length that the detectors cannot read.
    public init(
        model: DetectionModel, grid: HaystackGrid, filler: Filler, layout: PromptLayout = .book,
        options: DetectionOptions = DetectionOptions()
    ) throws {
        try grid.check(
            positions: model.languageModel.contextLength, answer: options.answerTokens,
            model: model.name)
        try self.init(
            model: model, grid: grid,
            procedure: StandardProcedure(
                encoder: model.encoder, filler: filler, layout: layout,
                reasoning: options.reasoning),
            options: options)
        try checkRepeats()
        try checkNeedles()
    }

    /// The published procedure, for numbers to compare with the paper's; slow to learn from.
    ///
    /// - Parameters:
    ///   - lengths: as `PaperGrid.lengths(from:to:)` makes them.
    ///   - usesChatTemplate: the published code does so for folders of certain names
    ///     (`PaperPrompts.chatModels`).
    /// - Throws: `UsageError` when the model's tokenizer cannot say what the procedure asks.
    public init(
        model: DetectionModel, paper haystacks: PaperHaystacks, lengths: [Int],
        depths: [Double] = PaperGrid.depths, usesChatTemplate: Bool, batchTokens: Int? = nil
    ) throws {
        guard let encoder = model.encoder as? any PaperEncoder else {
            throw UsageError("\(model.name) cannot be probed in paper mode: it has no tokenizer.")
        }
        let procedure = PaperProcedure(
            prompts: PaperPrompts(
                encoder: encoder, haystacks: haystacks, longest: lengths.max() ?? 0,
                usesChatTemplate: usesChatTemplate),
            identity: haystacks.fingerprint + (usesChatTemplate ? " chat" : " plain"),
            windows: model.languageModel.windows)
        var options = DetectionOptions(mode: .paper)
        // Two gibibytes of keys and values, beside those of one prompt in the PrefixCache.
        let most = (2 << 30) / max(model.languageModel.cacheBytes, 1)
        options.batchTokens = batchTokens ?? min(65_536, most)
        try self.init(
            model: model,
            grid: HaystackGrid(lengths: lengths, depths: depths, needles: haystacks.needles),
            procedure: procedure, options: options)
    }

    init(
        model: DetectionModel, grid: HaystackGrid, procedure: any DetectionProcedure,
        options: DetectionOptions
    ) throws {
        try options.check()
        self.model = model
        self.grid = grid
        self.options = options
        self.procedure = procedure
        let identity = DetectionIdentity(
            model: model.fingerprint, grid: grid, procedure: try procedure.fingerprint(),
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
        let resumed = log.finished.count
        func report() {
            let found = log.finished.values.count { $0.success }
            progress(
                ProgressReport(
                    label: "probing", done: log.finished.count, total: grid.count,
                    resumed: resumed, detail: options.generates ? "\(found) found" : ""))
        }
        if options.readsNeedles { report() }
        var probed: [HaystackGrid.Cell] = []
        var (isStable, endsStable) = (false, false)
        for round in rounds {
            try run(round, log, report)
            probed += round
            guard let stability = options.stability else { continue }
            let values = probed.compactMap { log.finished[$0.index] }
                .compactMap { $0.values(options.detectors[0]) }
            let wasStable = isStable
            isStable = (stability.overlap(values) ?? 0) >= stability.overlap
            if isStable && wasStable {
                endsStable = true
                break
            }
        }
        let trials = probed.compactMap { log.finished[$0.index] }.sorted { $0.index < $1.index }
        let repeats = try repeatedTokens(progress)
        let lists = options.detectors.map { kind in
            (kind: kind, scores: repeats[kind] ?? scores(trials, kind))
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
            isStable: options.stability.map { _ in endsStable })
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

    private func run(_ round: [HaystackGrid.Cell], _ log: TrialLog, _ report: () -> Void) throws {
        for group in procedure.groups(round) {
            // Prompts are built even for a group that is half done: they decide the batches.
            guard group.contains(where: { log.finished[$0.index] == nil }) else { continue }
            model.languageModel.beginGroup()
            for batch in try batches(group) {
                let asked = batch.flatMap(\.cells)
                guard asked.contains(where: { log.finished[$0.index] == nil }) else {
                    try model.languageModel.replay(
                        batch.map(\.haystack.ids), maxTokens: options.answerTokens)
                    continue
                }
                for trial in try trials(batch) { try log.append(trial) }
                report()
            }
        }
    }
}
