public import Artifacts
public import DecoderModels
public import Foundation
import Storage

/// Notes the reference's log-probabilities of pairs while they are sampled, in the file that
/// ``PreferenceTrainer`` finds beside the pairs.
///
/// ```swift
/// let capture = ReferenceCapture(
///     beside: pairs, model: model, fingerprint: fingerprint,
///     tokens: try PreferenceTokens(text, mode: .corrected)) { $0 != $1 }
/// let responder = ModelResponder(model: model, text: text, pairObserver: capture)
/// ```
/// A pair is captured where the prompt that is trained on has the tokens of the prompt that was
/// answered; of others, the trainer computes the values as always.
public final class ReferenceCapture: PairLogProbabilityObserver {
    private let tokens: PreferenceTokens
    private let key: CapturedReferences.Key
    private let isWanted: (_ chosen: Completion, _ rejected: Completion) -> Bool
    private let file: URL
    /// Opened when it is first asked for: a run that begins again removes it before.
    private lazy var log = Result { try Log(file) }
    /// Of pairs whose values are under way.
    private var keys: [String: String] = [:]  // exact: hashes

    /// - Parameters:
    ///   - fingerprint: SHA-256 of the model's configuration and weights.
    ///   - isWanted: whether a pair will be kept.
    public init(
        beside pairs: URL, model: DecoderModel, fingerprint: String, tokens: PreferenceTokens,
        isWanted: @escaping (_ chosen: Completion, _ rejected: Completion) -> Bool
    ) {
        self.tokens = tokens
        self.isWanted = isWanted
        key = CapturedReferences.Key(model, fingerprint: fingerprint)
        file = CapturedReference.file(beside: pairs)
    }

    /// The number of captured pairs of a file.
    public func count(in pairs: URL) throws -> Int {
        let names = try log.get().names
        return try JSONLines.read(PreferencePair.self, from: pairs).count { pair in
            try names.contains(
                Self.name(
                    pair.chosen.dropLast(), pair.inputs, pair.chosen.last?.content ?? "",
                    pair.rejected.last?.content ?? ""))
        }
    }

    private final class Log {
        let rows: JSONLinesAppender<CapturedReference>
        /// Names of the pairs that are captured.
        var names: Set<String>  // exact: hashes

        init(_ file: URL) throws {
            rows = try JSONLinesAppender(file)
            names = Set(rows.existing.map(\.pair))
        }
    }

    /// Nil for a pair that is not wanted, is under way, cannot be trained on, or whose training prompt has
    /// other tokens than `prompt`.
    public func answers(
        to messages: [ChatMessage], _ inputs: TemplateInputs, prompt: [Int], chosen: Completion,
        rejected: Completion
    ) throws -> (chosen: [Int], rejected: [Int])? {
        guard isWanted(chosen, rejected) else { return nil }
        let name = try Self.name(messages, inputs, chosen.text, rejected.text)
        // Those that are in the file are asked for again: a resumed window has the batches it had.
        guard keys[name] == nil else { return nil }
        guard let pair = try tokenized(messages, inputs, chosen.text, rejected.text),
            pair.chosen.prompt == prompt, pair.rejected.prompt == prompt  // exact: token ids
        else { return nil }
        keys[name] = try key.of(pair)
        return (pair.chosen.completion, pair.rejected.completion)
    }

    /// Writes a line for the pair, unless the file has one already.
    /// - Throws: `UsageError` when the file cannot be written.
    public func scored(
        _ messages: [ChatMessage], _ inputs: TemplateInputs,
        chosen: (text: String, logProbability: Double),
        rejected: (text: String, logProbability: Double)
    ) throws {
        let name = try Self.name(messages, inputs, chosen.text, rejected.text)
        guard let tokens = keys.removeValue(forKey: name) else { return }
        let log = try log.get()
        guard !log.names.contains(name) else { return }
        try log.rows.append(
            CapturedReference(
                pair: name, tokens: tokens, chosen: chosen.logProbability,
                rejected: rejected.logProbability))
        log.names.insert(name)
    }

    /// Whether nothing is left to capture of a pair.
    public func isDone(
        _ messages: [ChatMessage], _ inputs: TemplateInputs = .none, chosen: Completion,
        rejected: Completion
    ) throws -> Bool {
        guard isWanted(chosen, rejected) else { return true }
        let name = try Self.name(messages, inputs, chosen.text, rejected.text)
        if try log.get().names.contains(name) { return true }
        guard let pair = try tokenized(messages, inputs, chosen.text, rejected.text) else {
            return true
        }
        let prompt = try tokens.text.ids(messages, generationPrompt: true, inputs: inputs)
        return pair.chosen.prompt != prompt || pair.rejected.prompt != prompt  // exact: token ids
    }

    /// Nil for a pair that cannot be trained on.
    private func tokenized(
        _ messages: [ChatMessage], _ inputs: TemplateInputs, _ chosen: String, _ rejected: String
    ) throws -> TokenizedPair? {
        let sampled = PreferencePair(
            chosen: messages + [.assistant(chosen)], rejected: messages + [.assistant(rejected)],
            inputs: inputs)
        guard sampled.problem == nil else { return nil }
        let pair: TokenizedPair
        // Such as a template that refuses an answer: what was sampled is kept, and training says it then.
        do { pair = try tokens.tokens(sampled) } catch is DataError { return nil }
        return pair.chosen.counts && pair.rejected.counts ? pair : nil
    }

    private static func name(
        _ messages: some Collection<ChatMessage>, _ inputs: TemplateInputs, _ chosen: String,
        _ rejected: String
    ) throws -> String {
        var prompt = String(decoding: try JSONLines.line(Array(messages)), as: UTF8.self)
        // Names the order of keys too, which that line does not keep.
        if !inputs.isEmpty || messages.contains(where: { !$0.isPlain }) {
            prompt += JSONValue.array(messages.map(\.json) + [.object(inputs.fields)]).text
        }
        return try CapturedReference.name(prompt: prompt, chosen: chosen, rejected: rejected)
    }
}
