public import Artifacts
public import Storage
public import Tokenization
import Torch

/// A live model's log-probabilities of texts, and of choices after prompts.
///
/// A prompt is computed once for its choices, and what prompts that follow each other begin with once for
/// all of them:
///
///     the old mill … a quiet road | Where is the key?  ▸  Ġunder Ġthe Ġpot
///                                                      ▸  Ġin Ġthe Ġmill
///                                 | Who has it?        ▸  …
public final class ModelTextScorer: TextScorer {
    private let scorer: ModelScorer
    private let text: ChatTokenizer
    private let arguments: [String: JSONValue]
    /// Rows of a pass times their columns at most; one row is always taken.
    private let batchTokens: Int
    /// Columns of one prefill pass, and logits that are computed at a time.
    private let prefillChunk = 2048
    private let logitChunk = 1 << 23

    /// - Parameters:
    ///   - arguments: variables of the chat template, such as `enable_thinking`.
    ///   - batchTokens: rows of a pass times their columns at most; one row is always taken.
    public init(
        _ scorer: ModelScorer, text: ChatTokenizer, arguments: [String: JSONValue] = [:],
        batchTokens: Int = 32_768
    ) {
        self.scorer = scorer
        self.text = text
        self.arguments = arguments
        self.batchTokens = batchTokens
    }

    /// Tells of every layer that is read.
    public func tellWork(to handler: WorkHandler?) { scorer.tellWork(to: handler) }

    public func tokens(of text: String) throws -> [Int] { try self.text.tokenizer.encode(text) }

    public func logProbabilities(
        of sequences: [[Int]], ablation: HeadAblation
    ) throws -> [[Double]] {
        try scorer.logProbabilities(of: sequences, ablation: ablation)
    }

    /// - Throws: `UsageError` for a prompt and choice longer than the model's positions, `DataError` as
    ///   `ChoiceTokens` and for log-probabilities that are not finite.
    public func logProbabilities(
        of requests: [ChoiceRequest], ablation: HeadAblation
    ) throws -> [[[Double]]] {
        let questions = try requests.map { try ChoiceTokens($0, text, arguments: arguments) }
        let prefixes = PrefixCache()
        return try inferenceMode {
            try questions.map { try logProbabilities(of: $0, ablation, prefixes) }
        }
    }

    private func logProbabilities(
        of question: ChoiceTokens, _ ablation: HeadAblation, _ prefixes: PrefixCache
    ) throws -> [[Double]] {
        let model = scorer.model
        let longest = question.choices.map(\.count).max() ?? 0
        let most = model.configuration.contextLength
        // The last token of a choice predicts nothing that is wanted.
        guard question.prompt.count + longest - 1 <= most else {
            throw UsageError(
                "a prompt and its choice have \(question.prompt.count + longest) tokens; the model takes up to \(most + 1)."
            )
        }
        try model.check(tokens: question.prompt + question.choices.flatMap { $0 })
        let known = Array(question.prompt.dropLast())
        try prefixes.extend(
            to: known, model: model, chunk: prefillChunk,
            gates: model.gates([ablation], means: scorer.means))
        // Choices of one token all follow from the same states, and so do those that differ in the last.
        var rows: [[Int]] = []
        var rowOf: [[Int]: Int] = [:]
        for choice in question.choices where rowOf[choice.dropLast()] == nil {
            rowOf[choice.dropLast()] = rows.count
            rows.append(question.prompt.suffix(1) + choice.dropLast())
        }
        let atOnce = max(1, batchTokens / (known.count + longest))
        var found = question.choices.map { _ in [Double]() }
        for first in stride(from: 0, to: rows.count, by: atOnce) {
            let part = first..<min(first + atOnce, rows.count)
            let mine = question.choices.indices.filter {
                part.contains(rowOf[question.choices[$0].dropLast()] ?? 0)
            }
            let values = try logProbabilities(
                of: mine.map { index in
                    let choice = question.choices[index]
                    return (row: (rowOf[choice.dropLast()] ?? 0) - first, tokens: choice)
                }, rows: Array(rows[part]), after: prefixes.cache, known.count, ablation)
            for (index, values) in zip(mine, values) { found[index] = values }
        }
        return found
    }

    /// - Parameters:
    ///   - choices: each with the row whose states predict it.
    ///   - rows: the last token of the prompt and what follows it.
    ///   - cache: keys and values of the other tokens of the prompt, the first `columns`.
    private func logProbabilities(
        of choices: [(row: Int, tokens: [Int])], rows: [[Int]], after cache: KeyValueCache,
        _ columns: Int, _ ablation: HeadAblation
    ) throws -> [[Double]] {
        let model = scorer.model
        let width = rows.map(\.count).max() ?? 0
        let own = KeyValueCache(
            padding: rows.map { _ in 0 }, capacity: columns + width)
        if columns > 0 { try own.copyPrefix(of: cache, into: Array(rows.indices), upTo: columns) }
        // Padding comes last, where no token of a choice sees it.
        let tokens = rows.flatMap { $0 + Array(repeating: 0, count: width - $0.count) }
        let hidden = try model.hiddenStates(
            Tensor(tokens, shape: [rows.count, width]).to(model.device), cache: own,
            gates: model.gates(rows.map { _ in ablation }, means: scorer.means)
        ).reshape([rows.count * width, -1])
        let places = choices.flatMap { choice in
            choice.tokens.indices.map { choice.row * width + $0 }
        }
        let values = try TokenLogProbability(
            model.lmHead,
            hidden: hidden.indexSelect(
                0, Tensor(places, shape: [places.count]).to(model.device)),
            targets: Tensor(choices.flatMap(\.tokens), shape: [places.count]).to(model.device),
            chunk: logitChunk, maxKeptLogits: 0
        ).values.doubles()
        guard values.allSatisfy(\.isFinite) else {
            throw DataError(
                "the model's log-probabilities are not finite, though its weights are: its numbers overflow."
            )
        }
        var next = 0
        return choices.map { choice in
            defer { next += choice.tokens.count }
            return Array(values[next..<next + choice.tokens.count])
        }
    }
}
