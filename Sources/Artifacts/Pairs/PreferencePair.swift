public import Foundation
public import Storage

/// A pair of answers in TRL's conversational format, a line of a file of pairs: what `contrast` writes
/// and `prefer` reads. Of `contrast`, `chosen` is the normal model's answer and `rejected` the ablated
/// model's, to the same prompt.
///
///     {"conversation_id": …, "chosen": [user, assistant], "rejected": [user, assistant]}
///
/// `chosen` and `rejected` are whole conversations (TRL: implicit prompt), or answers to a `prompt`, a
/// list of messages that stands beside them (explicit prompt). A `prompt` that is a text repeats what both
/// begin with and is not read. `tools`, `documents` and `chat_template_kwargs` are given to the chat
/// template. `chosen_weights` and `rejected_weights`, lists with a number for each token of the answer
/// (its end of turn included), may say how much each counts in the loss: 0 takes a token out of it.
public struct PreferencePair: Sendable, Equatable {
    /// A note of the file, which training does not read; nil where there is none, or no text.
    public var conversationID: String?
    /// The messages before both answers; nil where `chosen` and `rejected` are whole conversations.
    public var prompt: [ChatMessage]?
    /// The preferred answer: a whole conversation, or what follows `prompt`.
    public var chosen: [ChatMessage]
    /// The other answer, in the same form as `chosen`.
    public var rejected: [ChatMessage]
    /// Weight of each token of the chosen answer, its end of turn included; nil is 1 for each.
    public var chosenWeights: [Double]?
    /// Weight of each token of the rejected answer, in the same way.
    public var rejectedWeights: [Double]?
    /// Inputs of the chat template beside the messages.
    public var inputs: TemplateInputs

    /// A pair without weights; roles are checked when it is read from a file or trained on.
    public init(
        conversationID: String? = nil, prompt: [ChatMessage]? = nil, chosen: [ChatMessage],
        rejected: [ChatMessage], inputs: TemplateInputs = .none
    ) {
        self.conversationID = conversationID
        self.prompt = prompt
        self.chosen = chosen
        self.rejected = rejected
        self.inputs = inputs
    }

    /// The prompt and its two answers; whole conversations are cut after their longest common run of
    /// messages.
    ///
    /// At least one message stays on each side, as in TRL: equal answers are still answers. Messages are
    /// equal by their code points and by all of their keys.
    ///
    ///     user A, assistant B │ user A, assistant C   ->   prompt A, chosen B, rejected C
    public func split() -> (prompt: [ChatMessage], chosen: [ChatMessage], rejected: [ChatMessage]) {
        if let prompt { return (prompt, chosen, rejected) }
        let most = min(chosen.count, rejected.count) - 1
        var shared = 0
        while shared < most && chosen[shared] == rejected[shared] { shared += 1 }
        return (Array(chosen[..<shared]), Array(chosen[shared...]), Array(rejected[shared...]))
    }

    /// The reason why this pair cannot be trained on, in a sentence; nil when there is none.
    package var problem: String? {
        let (prompt, chosen, rejected) = split()
        guard let last = prompt.last else {
            return "chosen and rejected should begin with the same user message"
        }
        guard ["user", "tool"].contains(last.role) else {
            return "the shared prompt ends with a message of role “\(last.role)” but should end "
                + "with the user's or a tool's"
        }
        for (name, weights) in [("chosen", chosenWeights), ("rejected", rejectedWeights)] {
            for weight in weights ?? [] where !(weight >= 0 && weight.isFinite) {
                return "\(name)_weights has \(weight) but each should be 0 or more"
            }
            if let weights, !weights.contains(where: { $0 > 0 }) {
                return "\(name)_weights has no weight above 0, so nothing of the answer counts"
            }
        }
        for (name, messages) in [("chosen", chosen), ("rejected", rejected)] {
            if messages.first?.role != "assistant" {
                return "the answer in \(name) has the role “\(messages.first?.role ?? "")” but "
                    + "should be the assistant's"
            }
            if let last = messages.last, !last.saysSomething, last["content"]?.string == nil {
                return "the answer in \(name) has neither a content nor anything else to be said"
            }
        }
        return nil
    }
}

extension PreferencePair: Codable {
    private enum CodingKeys: String, CodingKey {
        case conversationID = "conversation_id"
        case prompt, chosen, rejected
        case chosenWeights = "chosen_weights"
        case rejectedWeights = "rejected_weights"
    }

    /// - Throws: `DataError` for a side without messages and for inputs of another shape,
    ///   `DecodingError` for a missing side and for fields of another type.
    public init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        func side(_ key: CodingKeys) throws -> [ChatMessage] {
            let messages = try row.decode([ChatMessage].self, forKey: key)
            guard !messages.isEmpty else {
                throw DataError("\(key.rawValue) is empty but should have at least one message.")
            }
            return messages
        }
        // A note of the file; training does without it, whatever it is.
        conversationID = try? row.decode(String.self, forKey: .conversationID)
        (chosen, rejected) = (try side(.chosen), try side(.rejected))
        let before = try row.decodeIfPresent(JSONValue.self, forKey: .prompt)
        if let before, !before.isNull, before.string == nil {
            prompt = try row.decode([ChatMessage].self, forKey: .prompt)
        }
        chosenWeights = try row.decodeIfPresent([Double].self, forKey: .chosenWeights)
        rejectedWeights = try row.decodeIfPresent([Double].self, forKey: .rejectedWeights)
        inputs = try TemplateInputs(from: decoder)
    }

    /// The row as TRL reads it; absent fields are left out.
    public func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: CodingKeys.self)
        try row.encodeIfPresent(conversationID, forKey: .conversationID)
        try row.encodeIfPresent(prompt, forKey: .prompt)
        try row.encode(chosen, forKey: .chosen)
        try row.encode(rejected, forKey: .rejected)
        try row.encodeIfPresent(chosenWeights, forKey: .chosenWeights)
        try row.encodeIfPresent(rejectedWeights, forKey: .rejectedWeights)
        try inputs.encode(to: encoder)
    }
}

extension PreferencePair: OrderedJSON {
    /// The row with all keys of its messages in their order; nil when every message is plain and no
    /// inputs stand beside them.
    public var orderedJSON: JSONValue? {
        let messages = (prompt ?? []) + chosen + rejected
        guard !inputs.isEmpty || messages.contains(where: { !$0.isPlain }) else { return nil }
        var fields = inputs.fields
        func add(_ key: CodingKeys, _ value: JSONValue?) {
            if let value { fields.append(JSONMember(key: key.rawValue, value: value)) }
        }
        add(.conversationID, conversationID.map(JSONValue.string))
        add(.prompt, prompt.map { .array($0.map(\.json)) })
        add(.chosen, .array(chosen.map(\.json)))
        add(.rejected, .array(rejected.map(\.json)))
        add(.chosenWeights, chosenWeights.map { .array($0.map(JSONValue.double)) })
        add(.rejectedWeights, rejectedWeights.map { .array($0.map(JSONValue.double)) })
        return .object(fields)
    }
}

extension PreferencePair {
    /// The good rows of a file of pairs, with their lines, and what is wrong with the others.
    public struct Rows: Sendable, Equatable {
        /// A pair and its place in the file.
        public struct Row: Sendable, Equatable {
            /// From 1.
            public var line: Int
            /// The pair of that line.
            public var pair: PreferencePair
        }

        /// The file that was read, for messages.
        public var file: URL
        /// The good rows, in the order of the file.
        public var rows: [Row] = []
        /// Lines that are refused or mended, and why.
        public var problems = RowProblems()
    }

    /// Every row of a `.jsonl` or `.jsonl.gz` file.
    ///
    /// - Throws: `UsageError` for a missing file; `DataError` naming file, line and field for the first
    ///   row that is not JSON, lacks a side, has an empty one, or has roles in the wrong place, and
    ///   for a file without rows.
    public static func read(_ file: URL) throws -> [PreferencePair] {
        try rows(of: file, isStrict: true).rows.map(\.pair)
    }

    /// The rows that are good, and what is wrong with others.
    ///
    /// - Parameter isStrict: whether one bad row is enough to refuse the file.
    /// - Throws: `UsageError` for a missing file; `DataError` for one without good rows.
    public static func rows(of file: URL, isStrict: Bool = false) throws -> Rows {
        var found = Rows(file: file)
        try JSONLines.forEachRow(of: file, &found.problems) { json, line, _ in
            let pair = try RowDecoder.decode(PreferencePair.self, from: json)
            if let problem = pair.problem { throw DataError("\(problem).") }
            found.rows.append(Rows.Row(line: line, pair: pair))
        }
        if found.rows.isEmpty, found.problems.refused.count == 0 {
            throw DataError("\(file.path) has no pairs.")
        }
        try found.problems.check(file.path, good: found.rows.count, isStrict: isStrict)
        return found
    }
}
