import Artifacts
public import Foundation
import Numbers
public import Storage

/// Joins two response files of the published pipeline, one of the normal and one of the ablated
/// model, into pairs.
///
/// The files are `.jsonl` or `.jsonl.gz` with `synthesized_assistant_responses`, in any order: rows
/// belong together by `conversation_id`, or by their first user turn where they have none. Pairs
/// come in the order of the chosen file. Redacted rows and rows without an answer give no pair, as
/// in the published script, and the filter applies as in ``PairSampler``. `<out>.run.json` says what
/// was joined: the same join may be done again, another one is refused.
///
/// ```swift
/// let join = PairJoin(chosen: normal, rejected: masked, out: pairs)
/// print(try join.run().kept)
/// ```
public struct PairJoin: Sendable {
    /// Answers of the normal model.
    public var chosen: URL
    /// Answers of the model without its retrieval heads.
    public var rejected: URL
    /// The pairs, in TRL's format, whole or absent.
    public var out: URL
    /// The filter of ``PairSampler``.
    public var filter: PairFilter
    /// An answer with this many tokens met the limit; the published files, which have no
    /// `finish_reason`, say so nowhere else.
    public var maxTokens: Int?
    /// Whether one row that cannot be used is enough to refuse its file.
    public var isStrict = false
    /// Removes the pairs of another run instead of refusing.
    public var restarts: Bool

    /// A join; ``run(rows:)`` checks its values.
    public init(
        chosen: URL, rejected: URL, out: URL, filter: PairFilter = PairFilter(),
        maxTokens: Int? = nil, restarts: Bool = false
    ) {
        self.chosen = chosen
        self.rejected = rejected
        self.out = out
        self.filter = filter
        self.maxTokens = maxTokens
        self.restarts = restarts
    }

    /// Writes `out` and says what came of the rows.
    ///
    /// - Parameter onRows: called with each input and the problems of its rows, none included, before
    ///   anything is refused that the rows of both decide.
    /// - Throws: `DataError` naming file and line when no row can be read, for a row whose
    ///   counterpart answers another prompt, and when no row has a counterpart; `UsageError` when
    ///   `out` is one of the inputs or belongs to another run, and where nothing in the files says
    ///   which answers were cut off although it matters.
    public func run(
        rows onRows: (_ file: URL, RowProblems) -> Void = { _, _ in }
    ) throws -> JoinSummary {
        if let maxTokens, !Limits.tokens.contains(maxTokens) {
            throw UsageError("max tokens is \(maxTokens); give \(Limits.tokens).")
        }
        var summary = JoinSummary()
        let others = try read(rejected, &summary.rejectedProblems, onRows)
        let own = try read(chosen, &summary.chosenProblems, onRows)
        var counterparts: [ExactText: Entry] = [:]
        for other in others {
            if counterparts[other.key] == nil {
                counterparts[other.key] = other
            } else {
                summary.drop(.duplicate)
            }
        }
        var seen: Set<ExactText> = []
        var pairs: [PreferencePair] = []
        var joined = 0
        for mine in own {
            summary.rows += 1
            guard seen.insert(mine.key).inserted else {
                summary.drop(.duplicate)
                continue
            }
            guard let other = counterparts.removeValue(forKey: mine.key) else {
                summary.drop(.unpaired)
                continue
            }
            joined += 1
            try checkSame(mine, other)
            if let reason = reason(mine.row, other.row, &summary) {
                summary.drop(reason)
            } else if let good = mine.row.answer, let bad = other.row.answer {
                pairs.append(
                    PreferencePair(
                        conversationID: mine.row.conversationID,
                        chosen: [mine.row.prompt, .assistant(good.text)],
                        rejected: [mine.row.prompt, .assistant(bad.text)],
                        inputs: mine.row.inputs))
            }
        }
        guard joined > 0 else {
            throw DataError(
                "no row of \(chosen.path) has its conversation in \(rejected.path); the two files must answer the same prompts."
            )
        }
        try checkCutOff(summary)
        // Rows of the other file that nothing asked for.
        for _ in counterparts { summary.drop(.unpaired) }
        summary.kept = pairs.count
        // As late as this: a join that fails leaves no record behind.
        let lock = try record().claim(
            [out], out: out, inputs: [chosen, rejected], restarts: restarts)
        defer { lock.release() }
        try JSONLines.write(pairs, to: out)
        return summary
    }

    private func checkSame(_ mine: Entry, _ other: Entry) throws {
        // exact: messages
        let asksSame = mine.row.prompt == other.row.prompt
        guard !asksSame || mine.row.inputs != other.row.inputs else { return }
        let shared =
            mine.row.conversationID.map { "the conversation id \($0)" }
            ?? "the same first user turn"
        throw DataError(
            "\(chosen.path):\(mine.line) and \(rejected.path):\(other.line) have \(shared) but \(asksSame ? "differ in tools, documents or chat_template_kwargs" : "ask different things"); the two files must answer the same prompts."
        )
    }

    private func reason(
        _ mine: ResponseRow, _ other: ResponseRow, _ summary: inout JoinSummary
    ) -> DropReason? {
        if mine.isRedacted || other.isRedacted { return .redacted }
        guard var good = mine.answer, var bad = other.answer else { return .unanswered }
        if maxTokens != nil || filter.dropsTruncated {
            for (row, answer) in [(mine, good), (other, bad)] {
                summary.limited += 1
                let hasCount = maxTokens != nil && row.tokens != nil
                if !hasCount, answer.finishReason == "unknown" { summary.uncounted += 1 }
            }
        }
        if let maxTokens {
            if mine.tokens ?? 0 >= maxTokens { good.finishReason = "length" }
            if other.tokens ?? 0 >= maxTokens { bad.finishReason = "length" }
        }
        if good.finishReason == "length" { summary.chosenTruncated += 1 }
        if bad.finishReason == "length" { summary.rejectedTruncated += 1 }
        if let reason = filter.reason(chosen: good, rejected: bad) { return reason }
        // Answers that differ only in their thoughts are the same to the published script.
        return mine.content.map { ExactText($0) } == other.content.map { ExactText($0) }
            ? .identical : nil
    }

    /// A row, where it stands, and what it is joined by.
    private struct Entry {
        let line: Int
        let row: ResponseRow
        var key: ExactText {
            ExactText(row.conversationID.map { "id \($0)" } ?? "text \(row.prompt.content)")
        }
    }

    private func read(
        _ file: URL, _ found: inout RowProblems?, _ onRows: (URL, RowProblems) -> Void
    ) throws -> [Entry] {
        var entries: [Entry] = []
        var problems = RowProblems()
        try JSONLines.forEachRow(of: file, &problems) { row, line, _ in
            entries.append(
                Entry(line: line, row: try RowDecoder.decode(ResponseRow.self, from: row)))
        }
        try problems.check(file.path, good: entries.count, isStrict: isStrict)
        guard !entries.isEmpty else { throw DataError("\(file.path) holds no response.") }
        onRows(file, problems)
        if !problems.isEmpty { found = problems }
        return entries
    }
}
