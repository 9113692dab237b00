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
/// grid alone, and a batch that was half written is decoded again as a whole.
public struct HeadDetector {
    let model: ProbedModel
    let grid: HaystackGrid
    let procedure: any ProbeProcedure
    let options: DetectionOptions
    let header: TrialHeader

    /// - Throws: `UsageError` when a length and its answer exceed the model's positions.
    public init(
        model: ProbedModel, grid: HaystackGrid, filler: Filler, layout: PromptLayout = .book,
        options: DetectionOptions = DetectionOptions()
    ) throws {
        try grid.check(
            positions: model.decoder.positions, answer: options.maxTokens, model: model.name)
        try self.init(
            model: model, grid: grid,
            procedure: StandardProcedure(encoder: model.encoder, filler: filler, layout: layout),
            options: options)
    }

    /// The published procedure, for numbers to compare with the paper's; slow to learn from.
    ///
    /// - Parameters:
    ///   - lengths: as ``PaperGrid/lengths(from:to:)`` makes them.
    ///   - usesChatTemplate: the published code does so for folders of certain names
    ///     (``PaperPrompts/chatModels``).
    /// - Throws: `UsageError` when the model's tokenizer cannot say what the procedure asks.
    public init(
        model: ProbedModel, paper haystacks: PaperHaystacks, lengths: [Int],
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
            windows: model.decoder.windows)
        var options = DetectionOptions(mode: .paper)
        // Two gibibytes of keys and values, beside those of one prompt in the PrefixStore.
        let most = (2 << 30) / max(model.decoder.cacheBytes, 1)
        options.batchTokens = batchTokens ?? min(65_536, most)
        try self.init(
            model: model,
            grid: HaystackGrid(lengths: lengths, depths: depths, needles: haystacks.needles),
            procedure: procedure, options: options)
    }

    init(
        model: ProbedModel, grid: HaystackGrid, procedure: any ProbeProcedure,
        options: DetectionOptions
    ) throws {
        self.model = model
        self.grid = grid
        self.options = options
        self.procedure = procedure
        let identity = RunIdentity(
            model: model.fingerprint, grid: grid, procedure: try procedure.fingerprint(),
            options: options)
        header = TrialHeader(
            run: Fingerprint.of(try JSONLines.line(identity)), model: model.name,
            mode: options.mode.rawValue, layers: model.decoder.layers,
            heads: model.decoder.heads, trials: grid.count)
    }

    /// Where the trials of a score file are kept: `heads.json.trials.jsonl`.
    public static func trialsURL(of out: URL) -> URL { out.appendingPathExtension("trials.jsonl") }

    /// Runs the probes that are not finished yet and writes the scores.
    ///
    /// - Throws: `UsageError` when the trials beside `out` belong to another run, when a prompt is
    ///   longer than the model's positions or when a file cannot be written.
    public func run(out: URL, progress: ProgressHandler = { _ in }) throws -> Detection {
        let log = try TrialLog(Self.trialsURL(of: out), header: header)
        let resumed = log.finished.count
        func report() {
            let found = log.finished.values.count { $0.success }
            progress(
                ProgressReport(
                    label: "probing", done: log.finished.count, total: grid.count,
                    resumed: resumed, detail: "\(found) found"))
        }
        report()
        for group in procedure.groups(grid) {
            // Prompts are built even for a group that is half done: they decide the batches.
            guard group.contains(where: { log.finished[$0.index] == nil }) else { continue }
            model.decoder.begin()
            for batch in try batches(group) {
                let asked = batch.flatMap(\.cells)
                guard asked.contains(where: { log.finished[$0.index] == nil }) else {
                    try model.decoder.skip(
                        batch.map(\.haystack.ids), maxTokens: options.maxTokens)
                    continue
                }
                for trial in try trials(batch) { try log.append(trial) }
                report()
            }
        }
        let trials = grid.cells.compactMap { log.finished[$0.index] }
        let detection = Detection(
            scores: scores(trials), trials: trials, recallAbove: options.recallAbove)
        switch options.mode {
        case .standard: try detection.scores.write(to: out)
        case .paper: try AtomicFile.write(Data(detection.scores.publishedJSON().utf8), to: out)
        }
        return detection
    }

    /// A prompt and the cells that ask for it; at small lengths several depths share a boundary.
    struct Probe {
        let haystack: Haystack
        var cells: [HaystackGrid.Cell]
    }

    /// The different prompts of a group in the order of their tokens, in batches.
    func batches(_ cells: some Sequence<HaystackGrid.Cell>) throws -> [Batch] {
        var probes: [Probe] = []
        var known: [[Int]: Int] = [:]
        for cell in cells {
            let haystack = try procedure.haystack(cell, of: grid)
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
        var batches: [Batch] = []
        for probe in probes {
            if let last = batches.last, last.count < size, belongs(probe, to: last) {
                batches[batches.count - 1].append(probe)
            } else {
                batches.append([probe])
            }
        }
        return batches
    }

    /// Where prompts begin alike, a batch takes only those that share half of their tokens with its
    /// last: one stranger, and nothing could be shared (``PrefixStore``).
    private func belongs(_ probe: Probe, to batch: Batch) -> Bool {
        guard procedure.groupsBeginAlike, let last = batch.last else { return true }
        let (one, two) = (last.haystack.ids, probe.haystack.ids)
        return 2 * zip(one, two).prefix { $0 == $1 }.count >= min(one.count, two.count)
    }
}
