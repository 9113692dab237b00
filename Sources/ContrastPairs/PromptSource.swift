import Artifacts
public import Foundation

/// A prompt to answer twice: the first user turn of a row.
public struct ContrastPrompt: Sendable, Equatable {
    /// Row in the file, from 0; blank lines are no rows.
    public let index: Int
    public let conversationID: String?
    public let text: String
    /// Set when no answers are wanted, and why.
    public let dropped: DropReason?

    public init(index: Int, conversationID: String?, text: String, dropped: DropReason? = nil) {
        self.index = index
        self.conversationID = conversationID
        self.text = text
        self.dropped = dropped
    }
}

/// Prompts from a chat file, `.jsonl` or `.jsonl.gz`.
///
/// Rows have `messages`, `conversation` (LMSYS-Chat-1M rows as they are) or `prompt`. As in the
/// published pipeline only the first user turn is asked; system turns and later turns are not.
public struct PromptSource: Sendable {
    public var file: URL
    /// Rows to use, from 0, half open; nil is all.
    public var range: Range<Int>?
    /// Prompts to answer at most; rows that are dropped beforehand do not count.
    public var limit: Int?

    public init(file: URL, range: Range<Int>? = nil, limit: Int? = nil) {
        self.file = file
        self.range = range
        self.limit = limit
    }

    /// The rows of the range up to the limit, in the order of the file.
    ///
    /// - Throws: `UsageError` when the file is missing or the range holds no row, `DataError` naming
    ///   file and line for a row without a prompt.
    public func read() throws -> [ContrastPrompt] {
        if let range, range.lowerBound < 0 {
            throw UsageError("rows begin at 0, not at \(range.lowerBound).")
        }
        if let limit, !Limits.rows.contains(limit) {
            throw UsageError("limit is \(limit); give \(Limits.rows).")
        }
        var prompts: [ContrastPrompt] = []
        var seen: Set<String> = []
        var wanted = 0
        var index = -1
        do {
            try JSONLines.forEachLine(of: file) { number, line in
                index += 1
                guard range.map({ $0.contains(index) }) ?? true else { return }
                let prompt = try prompt(line, number: number, index: index, seen: &seen)
                if prompt.dropped == nil { wanted += 1 }
                prompts.append(prompt)
                // At once, not at the next row: of a file of any size no more is read than is wanted.
                if index + 1 == range?.upperBound || wanted == limit { throw EnoughRead() }
            }
        } catch is EnoughRead {}
        guard !prompts.isEmpty else {
            let rows = "\(index + 1) row\(index == 0 ? "" : "s")"
            throw UsageError(
                range.map {
                    "rows \($0.lowerBound) to \($0.upperBound) of \(file.path): there are \(rows)."
                } ?? "\(file.path) holds no prompt.")
        }
        return prompts
    }

    /// Ends the reading of a file whose rest is not wanted.
    private struct EnoughRead: Error {}

    func prompt(
        _ line: Data, number: Int, index: Int, seen: inout Set<String>
    ) throws -> ContrastPrompt {
        let row: PromptRow
        do { row = try JSONDecoder().decode(PromptRow.self, from: line) } catch {
            throw DataError("\(file.path):\(number): \(DecodingProblem.sentence(error))")
        }
        guard let turns = row.turns else {
            throw DataError(
                "\(file.path):\(number): a row needs messages, conversation or prompt.")
        }
        guard let text = turns.first(where: { $0.role == "user" })?.content else {
            throw DataError("\(file.path):\(number): the conversation has no user turn.")
        }
        let dropped: DropReason? =
            if row.isEmpty || PairFilter.isEmpty(text) {
                .emptyPrompt
            } else if row.isRedacted {
                .redacted
            } else if row.isDuplicate || seen.contains(text) {
                .duplicate
            } else {
                nil
            }
        if dropped == nil { seen.insert(text) }
        return ContrastPrompt(
            index: index, conversationID: row.conversationID, text: text, dropped: dropped)
    }
}
