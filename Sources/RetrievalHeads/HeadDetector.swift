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
    let builder: HaystackBuilder
    let options: DetectionOptions
    let header: TrialHeader

    /// - Throws: `UsageError` when a length and its answer exceed the model's positions.
    public init(
        model: ProbedModel, grid: HaystackGrid, filler: Filler, layout: PromptLayout = .book,
        options: DetectionOptions = DetectionOptions()
    ) throws {
        try grid.check(
            positions: model.decoder.positions, answer: options.maxTokens, model: model.name)
        self.model = model
        self.grid = grid
        self.options = options
        builder = HaystackBuilder(encoder: model.encoder, filler: filler, layout: layout)
        let identity = RunIdentity(
            model: model.fingerprint, grid: grid, filler: filler.fingerprint, layout: layout,
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
        let cells = grid.cells
        for length in cells.chunked(by: { $0.length == $1.length }) {
            // Prompts are built even for a length that is half done: they decide the batches.
            guard length.contains(where: { log.finished[$0.index] == nil }) else { continue }
            for batch in try batches(length) {
                let asked = batch.flatMap(\.cells)
                guard asked.contains(where: { log.finished[$0.index] == nil }) else { continue }
                for trial in try trials(batch) { try log.append(trial) }
                report()
            }
        }
        let trials = cells.compactMap { log.finished[$0.index] }
        let detection = Detection(
            scores: scores(trials), trials: trials, recallAbove: options.recallAbove)
        try detection.scores.write(to: out)
        return detection
    }

    /// A prompt and the cells that ask for it; at small lengths several depths share a boundary.
    struct Probe {
        let haystack: Haystack
        var cells: [HaystackGrid.Cell]
    }

    /// The different prompts of one length, in batches.
    func batches(_ cells: some Sequence<HaystackGrid.Cell>) throws -> [Batch] {
        var probes: [Probe] = []
        var known: [[Int]: Int] = [:]
        for cell in cells {
            let haystack = try builder.haystack(cell, of: grid)
            try check(haystack, cell)
            if let index = known[haystack.ids], probes[index].haystack.span == haystack.span {
                probes[index].cells.append(cell)
            } else {
                known[haystack.ids] = probes.count
                probes.append(Probe(haystack: haystack, cells: [cell]))
            }
        }
        let longest = probes.map(\.haystack.ids.count).max() ?? 1
        let size = options.batchSize(length: longest)
        return stride(from: 0, to: probes.count, by: size).map {
            Array(probes[$0..<min($0 + size, probes.count)])
        }
    }
}
