import ArgumentParser
import Artifacts
import Foundation
import HeadAnalysis
import Numbers
import RetrievalHeads
import RunReports
import Storage

struct RankHeads: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rank",
        abstract: "Rank heads, show how concentrated their scores are, select some.",
        discussion: """
            Reads the file of retmask detect or the published format ({"layer-head": [values]}, \
            which DeCoRe has too), QRHead's YAML and score lists, and DuoAttention's \
            full_attention_heads.tsv; three published models come with the tool, as means. The \
            content decides what a file is. With a selection and --out it writes a mask file that \
            the other verbs take as --heads; with --sets several of them, one a seed.

            Where the trials lie beside the scores (heads.json.trials.jsonl, for heads.mass.json of \
            the same run too), the overlap of the best heads between \
            needles and between lengths is shown, beside what it would be if needle or length did \
            not matter (shuffled) and what random sets would have. What each number means and when \
            it misleads: docs/head-statistics.md.

              retmask heads heads.json
              retmask heads heads.json --top 8 --out mask.json
              retmask heads heads.json --at-least 0.1 --random others --out control.json
              retmask heads heads.json --top 8 --random same-layers --sets 3 --out control.json
              retmask heads Llama-3.1-8B-Instruct_qr_head_NQ.yaml --shape 32x32 --top 16 --out qr.json
            """)

    @Argument(help: ScoreSource.help)
    var file: String

    @OptionGroup var selection: SelectionOptions

    @Option(help: ArgumentHelp("Where the mask goes.", valueName: "mask.json"))
    var out: String?

    @Option(
        Limits.sets,
        "Random sets with seeds that follow --selection-seed, each in a file of its own: control-42.json, control-43.json, …",
        valueName: "count")
    var sets: Int?

    @Option(Limits.heads, "Rows of the ranking.", valueName: "count")
    var rows = 20

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let (source, fingerprint) = try ScoreSource.open(file, shape: selection.shape)
        let scores = source.scores
        let mask = try selection.chosen?.mask(of: scores, fingerprint: fingerprint)
        if out != nil, mask == nil {
            throw UsageError("--out needs a selection: --top or --at-least.")
        }
        if out != nil, source.hasKeyValueHeads {
            throw UsageError(
                "\(file) has scores of key/value heads, and a mask names query heads: give --shape."
            )
        }
        let masks = try randomMasks(of: scores, fingerprint: fingerprint)
        let writes = masks?.map(\.0) ?? out.map { [URL(fileURLWithPath: $0)] } ?? []
        try JobFiles(reads: [URL(fileURLWithPath: file)] + trialFiles(of: scores), writes: writes)
            .check()
        let locks = try writes.map { try OutputLock($0) }
        defer { for lock in locks { lock.release() } }
        source.notes.forEach(Output.note)
        let summary = RankSummary(
            source, mask: mask, trials: try trials(of: scores), rows: rows)
        if json { try Output.json(summary) } else { show(summary, scores) }
        if let masks {
            for (url, mask) in masks { try AtomicFile.write(json: mask, to: url) }
        } else if let out, let mask {
            try AtomicFile.write(json: mask, to: URL(fileURLWithPath: out))
        }
    }

    /// One a seed, beside each other; nil without `--sets`.
    func randomMasks(
        of scores: HeadScores, fingerprint: String
    ) throws -> [(URL, HeadMask)]? {
        guard let sets else { return nil }
        guard selection.random != nil, let out else {
            throw UsageError(
                "--sets is \(sets) and needs --random and --out: which random sets to write, and where."
            )
        }
        let url = URL(fileURLWithPath: out)
        let stem = url.deletingPathExtension().lastPathComponent
        return try (0..<UInt64(sets)).compactMap { index in
            var each = selection
            each.selectionSeed = selection.seed &+ index
            guard let choice = try each.chosen else { return nil }
            let name = "\(stem)-\(each.seed)"
            return (
                url.deletingLastPathComponent().appendingPathComponent(
                    url.pathExtension.isEmpty ? name : "\(name).\(url.pathExtension)"),
                try choice.mask(of: scores, fingerprint: fingerprint)
            )
        }
    }

    /// Candidates for the trials behind the scores, the likeliest first.
    func trialFiles(of scores: HeadScores) -> [URL] {
        guard let kind = DetectorKind(mode: scores.mode), !kind.readsRepeats else { return [] }
        return HeadDetector.trialsURLs(of: URL(fileURLWithPath: file), kind)
            .filter { FileManager.default.fileExists(atPath: $0.path) }
    }

    /// The trials behind the scores; none when there is no such file, when it is of another run, or
    /// when the scores are of random tokens.
    func trials(of scores: HeadScores) throws -> [NeedleTrial] {
        guard let kind = DetectorKind(mode: scores.mode), let url = trialFiles(of: scores).first
        else { return [] }
        let trials = try TrialLog.read(url)
        guard scores.agrees(with: trials, kind) else {
            Output.note(
                "\(url.path) is of another run than \(file), or that run is not finished; needles and lengths are not compared."
            )
            return []
        }
        return trials
    }

    func show(_ summary: RankSummary, _ scores: HeadScores) {
        let terminal = Terminal.standardOutput
        Output.exact(
            HeadMapText.render(scores, colour: terminal.hasColour, width: terminal.width) + "\n")
        print(HeadTable.ranking(scores, count: rows))
        print(HeadTable.summary(summary.concentration), terminator: "")
        if let half = summary.splitHalf {
            print(String(format: "split-half rank correlation %.3f", half))
        }
        for overlap in summary.groupOverlaps { print(HeadTable.line(overlap)) }
        guard let selection = summary.selection, let heads = summary.selected else { return }
        if let spread = summary.spread { print("\(selection): \(spread.sentence)") }
        print(heads.map(\.description).joined(separator: " "))
    }
}

/// The output of `retmask heads rank`; its JSON.
struct RankSummary: Encodable {
    var format: ScoreFormat
    var notes: [String]
    var layers: Int
    var heads: Int
    var samples: Int
    var concentration: HeadConcentration
    var depth: DepthProfile?
    /// Rank correlation of the scores of every other probe with the rest.
    var splitHalf: Double?
    /// Between needles and between lengths, where the trials are known.
    var groupOverlaps: [GroupOverlap]
    var ranking: [RankedHead]
    var selected: [HeadID]?
    var selection: String?
    var spread: SelectionSpread?

    /// Heads whose overlap between groups is shown when none are selected, or most of them.
    static let overlapCount = 10

    init(_ source: ScoreFile, mask: HeadMask?, trials: [NeedleTrial], rows: Int) {
        let scores = source.scores
        let ranking = scores.ranking
        let intervals = ScoreIntervals(scores, heads: ranking.prefix(rows).map(\.head))
        let selectedCount = mask.map(\.heads.count).flatMap { 2 * $0 <= ranking.count ? $0 : nil }
        let count = min(selectedCount ?? Self.overlapCount, ranking.count { $0.score > 0 })
        format = source.format
        notes = source.notes
        (layers, heads, samples) = (scores.layers, scores.heads, scores.samples)
        concentration = HeadConcentration(scores)
        depth = DepthProfile(scores)
        splitHalf = SplitHalf.correlation(scores)
        groupOverlaps = GroupOverlap.Kind.allCases.compactMap {
            GroupOverlap(
                trials, of: DetectorKind(mode: scores.mode) ?? .copy, by: $0, count: count)
        }
        self.ranking = scores.ranked(rows, intervals: intervals)
        selected = mask?.heads
        selection = mask?.selection
        spread = mask.flatMap { SelectionSpread($0.heads, of: scores) }
    }
}
