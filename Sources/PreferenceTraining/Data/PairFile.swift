import Artifacts
public import Foundation
public import Storage

/// Reads pairs in TRL's conversational format, plain or gzip.
///
/// A row has `chosen` and `rejected`, each a list of messages. They may be whole conversations, or
/// answers to a `prompt`, a list of messages that stands beside them; a `prompt` that is a text
/// repeats what both begin with and is not read. `tools`, `documents` and `chat_template_kwargs` are
/// given to the chat template. `chosen_weights` and `rejected_weights`, lists with a number for each
/// token of the answer (its end of turn included), may say how much each counts in the loss: 0 takes
/// a token out of it.
public enum PairFile {
    /// Every row of a `.jsonl` or `.jsonl.gz` file.
    ///
    /// - Throws: `UsageError` for a missing file; `DataError` naming file, line and field for the first
    ///   row that is not JSON, lacks a side, has an empty one, or has roles in the wrong place, and
    ///   for a file without rows.
    public static func read(_ url: URL) throws -> [PairConversation] {
        try rows(of: url, isStrict: true).rows.map(\.pair)
    }

    /// The rows that are good, and what is wrong with others.
    ///
    /// - Parameter isStrict: whether one bad row is enough to refuse the file.
    /// - Throws: `UsageError` for a missing file; `DataError` for one without good rows.
    public static func rows(of url: URL, isStrict: Bool = false) throws -> PairRows {
        var found = PairRows(file: url)
        try JSONLines.forEachRow(of: url, &found.problems) { json, line, _ in
            let row = try RowDecoder.decode(Row.self, from: json)
            if let problem = row.pair.problem { throw DataError("\(problem).") }
            found.rows.append(PairRows.Row(line: line, pair: row.pair))
        }
        if found.rows.isEmpty, found.problems.refused.count == 0 {
            throw DataError("\(url.path) has no pairs.")
        }
        try found.problems.check(url.path, good: found.rows.count, isStrict: isStrict)
        return found
    }

    private struct Row: Decodable {
        var pair: PairConversation

        enum CodingKeys: String, CodingKey {
            case prompt, chosen, rejected
            case chosenWeights = "chosen_weights"
            case rejectedWeights = "rejected_weights"
        }

        init(from decoder: any Decoder) throws {
            let row = try decoder.container(keyedBy: CodingKeys.self)
            func side(_ key: CodingKeys) throws -> [ChatMessage] {
                let messages = try row.decode([ChatMessage].self, forKey: key)
                guard !messages.isEmpty else {
                    throw DataError(
                        "\(key.rawValue) is empty but should have at least one message.")
                }
                return messages
            }
            let (chosen, rejected) = (try side(.chosen), try side(.rejected))
            let prompt = try row.decodeIfPresent(JSONValue.self, forKey: .prompt)
            if prompt?.isNull ?? true || prompt?.string != nil {
                pair = PairConversation(chosen: chosen, rejected: rejected)
            } else {
                pair = PairConversation(
                    prompt: try row.decode([ChatMessage].self, forKey: .prompt), chosen: chosen,
                    rejected: rejected)
            }
            pair.chosenWeights = try row.decodeIfPresent([Double].self, forKey: .chosenWeights)
            pair.rejectedWeights = try row.decodeIfPresent([Double].self, forKey: .rejectedWeights)
            pair.inputs = try TemplateInputs(from: decoder)
        }
    }
}

/// The good rows of a file of pairs, with their lines, and what is wrong with the others.
public struct PairRows: Sendable, Equatable {
    public struct Row: Sendable, Equatable {
        /// From 1.
        public var line: Int
        public var pair: PairConversation
    }

    public var file: URL
    public var rows: [Row] = []
    public var problems = RowProblems()

    init(file: URL) { self.file = file }
}
