public import Artifacts
public import Foundation
import Numbers
public import Storage

/// Prompts from a chat file, `.jsonl` or `.jsonl.gz`.
///
/// Rows have `messages`, `conversation` (LMSYS-Chat-1M rows as they are) or `prompt`. As in the
/// published pipeline only the first user turn is asked; system turns and later turns are not. The turn
/// keeps all of its keys, and the chat template is given `tools`, `documents` and
/// `chat_template_kwargs` of the row.
public struct PromptSource: Sendable {
    /// Plain or gzip.
    public var file: URL
    /// Rows to use, from 0, half open; nil is all.
    public var range: Range<Int>?
    /// Prompts to answer at most; rows that are dropped beforehand do not count.
    public var limit: Int?

    /// Prompts of a file, of all rows unless told otherwise; nothing is read yet.
    public init(file: URL, range: Range<Int>? = nil, limit: Int? = nil) {
        self.file = file
        self.range = range
        self.limit = limit
    }

    /// The rows of the range up to the limit, in the order of the file. A row without a prompt, or with
    /// one that cannot be asked, is refused by itself.
    ///
    /// - Parameters:
    ///   - isStrict: whether one refused row is enough to refuse the file.
    ///   - accepts: throws a `DataError` for a prompt that cannot be asked.
    /// - Throws: `UsageError` when the file is missing or the range holds no row, `DataError` naming
    ///   file and line when every row is refused.
    public func read(
        isStrict: Bool = false, accepts: (ContrastPrompt) throws -> Void = { _ in }
    ) throws -> PromptRows {
        if let range, range.lowerBound < 0 {
            throw UsageError("rows begin at 0, not at \(range.lowerBound).")
        }
        if let limit, !Limits.rows.contains(limit) {
            throw UsageError("limit is \(limit); give \(Limits.rows).")
        }
        var rows = PromptRows()
        var read: [Int: ContrastPrompt] = [:]
        var seen: Set<String> = []  // exact: hashes
        var places: [Int] = []
        var (wanted, count) = (0, 0)
        do {
            try JSONLines.forEachRow(of: file, &rows.problems) { place in
                count = place + 1
                guard range.map({ place < $0.upperBound }) ?? true else { throw EnoughRead() }
                guard range.map({ $0.contains(place) }) ?? true else { return false }
                places.append(place)
                return true
            } _: { row, _, place in
                let prompt = try prompt(row, index: place, seen: &seen, accepts)
                if prompt.dropped == nil { wanted += 1 }
                read[place] = prompt
                // At once, not at the next row: of a file of any size no more is read than is wanted.
                if place + 1 == range?.upperBound || wanted == limit { throw EnoughRead() }
            }
        } catch is EnoughRead {}
        guard !places.isEmpty else {
            throw UsageError(
                range.map {
                    "rows \($0.lowerBound) to \($0.upperBound) of \(file.path): there are \(count) row\(count == 1 ? "" : "s")."
                } ?? "\(file.path) holds no prompt.")
        }
        try rows.problems.check(file.path, good: read.count, isStrict: isStrict)
        rows.prompts = places.map { place in
            read[place]
                ?? ContrastPrompt(
                    index: place, conversationID: nil, text: "", dropped: .refused)
        }
        return rows
    }

    /// Ends the reading of a file whose rest is not wanted.
    private struct EnoughRead: Error {}

    private func prompt(
        _ json: JSONValue, index: Int, seen: inout Set<String>,  // exact: hashes
        _ accepts: (ContrastPrompt) throws -> Void
    ) throws -> ContrastPrompt {
        let row = try RowDecoder.decode(PromptRow.self, from: json)
        guard let question = row.question else {
            throw DataError("the conversation has no user turn.")
        }
        func prompt(_ dropped: DropReason?) -> ContrastPrompt {
            ContrastPrompt(
                index: index, conversationID: row.conversationID, message: question,
                inputs: row.inputs, dropped: dropped)
        }
        if row.isEmpty || PairFilter.isEmpty(question.content) { return prompt(.emptyPrompt) }
        if row.isRedacted { return prompt(.redacted) }
        let wanted = prompt(nil)
        let hash = wanted.hash
        if row.isDuplicate || seen.contains(hash) { return prompt(.duplicate) }
        try accepts(wanted)
        seen.insert(hash)
        return wanted
    }
}

/// The prompts of a file, and what is wrong with rows of it.
public struct PromptRows: Sendable, Equatable {
    /// One for each row of the range up to the limit, refused and dropped ones included.
    public var prompts: [ContrastPrompt] = []
    /// Lines that are refused or mended, and why.
    public var problems = RowProblems()
}

/// A prompt to answer twice: the first user turn of a row, and what the row gives to the chat template
/// beside it.
public struct ContrastPrompt: Sendable, Equatable {
    /// Row in the file, from 0; blank lines are no rows, refused ones are.
    public let index: Int
    /// The id of the row, where it has one.
    public let conversationID: String?
    /// The turn with all of its keys.
    public let message: ChatMessage
    /// Inputs of the chat template beside the message.
    public let inputs: TemplateInputs
    /// Set when no answers are wanted, and why.
    public let dropped: DropReason?

    /// A prompt of a message with any keys.
    public init(
        index: Int, conversationID: String?, message: ChatMessage, inputs: TemplateInputs = .none,
        dropped: DropReason? = nil
    ) {
        self.index = index
        self.conversationID = conversationID
        self.message = message
        self.inputs = inputs
        self.dropped = dropped
    }

    /// A prompt that is a text.
    public init(index: Int, conversationID: String?, text: String, dropped: DropReason? = nil) {
        self.init(
            index: index, conversationID: conversationID, message: .user(text), dropped: dropped)
    }

    /// The text of the turn.
    public var text: String { message.content }

    /// SHA-256 of the text, or of all that the template is given where that is more.
    var hash: String {
        guard !message.isPlain || !inputs.isEmpty else { return Fingerprint.of(text) }
        return Fingerprint.of(JSONValue.array([message.json, .object(inputs.fields)]).text)
    }
}
