import Storage

/// Prompts of the published procedure, accidents included.
///
/// 1. The text is encoded, cut to the length, decoded and encoded again; each encoding adds the
///    tokenizer's special tokens.
/// 2. It is cut to `length - 200 - needle tokens`, a negative number taken from the end as Python
///    does, so that small lengths have an empty or an odd context.
/// 3. The needle goes to the share `depth` of its tokens, then back to behind the nearest "period";
///    the ids of periods are Llama 2's whatever the model is, so it usually goes back to the very
///    beginning. A depth of 100 puts it at the end.
/// 4. With a chat template the text of the begin token is taken out again; the context stands in
///    tags.
///
/// After `retrieval_head_detection.py` of github.com/YoumiMa/RetMask (5923e94).
public final class PaperPrompts {
    /// The tokenizer.
    public let encoder: any PaperEncoder
    let haystacks: PaperHaystacks
    /// Longest length of the grid: the text is repeated until it has as many *words*.
    let longest: Int
    let usesChatTemplate: Bool
    /// The encoded text of each needle, made once.
    private var contexts: [Int: [Int]] = [:]

    static let buffer = 200
    static let periods: Set<Int> = [29889, 869]

    /// Folder names for which the published code uses the chat template.
    public static let chatModels: Set<String> = [  // exact: ASCII
        "Mistral-7B-Instruct-v0.2", "Qwen1.5-14B-Chat", "Llama-3.1-8B-Instruct",
        "Llama-3.1-70B-Instruct", "Qwen3-8B", "Qwen3-32B", "Qwen3-30B-A3B", "Olmo-3-7B-Think",
        "Olmo-3-7B-Instruct",
    ]

    /// - Parameters:
    ///   - haystacks: needles and texts of the published folder.
    ///   - longest: the longest length of the grid, in tokens.
    ///   - usesChatTemplate: whether the prompt is a user's turn of the model's chat template.
    public init(
        encoder: any PaperEncoder, haystacks: PaperHaystacks, longest: Int, usesChatTemplate: Bool
    ) {
        self.encoder = encoder
        self.haystacks = haystacks
        self.longest = longest
        self.usesChatTemplate = usesChatTemplate
    }

    /// The prompt of a cell; an empty span where no window matches the needle.
    ///
    /// - Throws: `UsageError` when a chat template is asked for and there is none.
    public func haystack(_ cell: HaystackGrid.Cell) throws -> Haystack {
        let needle = haystacks.needles[cell.needle]
        let context = try context(cell)
        let question =
            "Based on the content of the book, Question: \(needle.question)\nAnswer:"
        let ids: [Int]
        let text: String
        if usesChatTemplate {
            let content =
                encoder.beginToken.map { context.replacingExactly($0, with: "") } ?? context
            guard let chat = try encoder.chatText(user: "<book>\(content)</book>\n\(question)")
            else {
                throw UsageError("the model has no chat template; use --template never.")
            }
            (text, ids) = (chat, try encoder.ids(of: chat, addSpecialTokens: false))
        } else {
            text = context + question
            ids = try encoder.ids(of: text, addSpecialTokens: true)
        }
        let answer = try encoder.ids(of: needle.answer, addSpecialTokens: false)
        let span = PaperSpan.find(answer, in: ids)
        return Haystack(
            text: text, ids: ids, span: span, sentence: span, question: ids.count..<ids.count,
            depth: cell.depth, context: context)
    }

    /// The context with the needle in it.
    func context(_ cell: HaystackGrid.Cell) throws -> String {
        let context = try contextIDs(cell.needle)
        // Nothing is cut, and so nothing decoded, when the text is short enough.
        let trimmed =
            context.count > cell.length
            ? try encoder.ids(
                of: encoder.text(of: Array(context.prefix(cell.length))), addSpecialTokens: true)
            : context
        let needle = try encoder.ids(
            of: haystacks.needles[cell.needle].needle, addSpecialTokens: true)
        return try encoder.text(
            of: Self.insert(needle, into: trimmed, length: cell.length, depth: cell.depth))
    }

    static func insert(
        _ needle: [Int], into context: [Int], length: Int, depth: Double
    ) -> [Int] {
        var context = context
        let room = length - buffer
        if context.count + needle.count > room {
            let end = room - needle.count
            context = Array(context.prefix(end < 0 ? max(0, context.count + end) : end))
        }
        if depth == 100 { return context + needle }
        var point = Int(Double(context.count) * (depth / 100))
        while point > 0, !periods.contains(context[point - 1]) { point -= 1 }
        return context[..<point] + needle + context[point...]
    }

    private func contextIDs(_ needle: Int) throws -> [Int] {
        if let known = contexts[needle] { return known }
        let ids = try encoder.ids(
            of: haystacks.context(needle, words: longest), addSpecialTokens: true)
        contexts[needle] = ids
        return ids
    }
}

/// The tokenizer interface of the published procedure, beyond ``PromptEncoder``.
public protocol PaperEncoder: PromptEncoder {
    /// The text of the token that begins a text, if the model has one.
    var beginToken: String? { get }

    /// As transformers' `encode`, with the special tokens that the tokenizer adds.
    func ids(of text: String, addSpecialTokens: Bool) throws -> [Int]

    /// As transformers' `decode`: special tokens stay, and spaces before punctuation go where
    /// tokenizer_config.json sets `clean_up_tokenization_spaces`.
    func text(of ids: [Int]) throws -> String

    /// The same without special tokens.
    func answerText(of ids: [Int]) throws -> String
}

/// The published search for a needle in a prompt.
package enum PaperSpan {
    /// The first window of the needle's length in which more than 90% of the needle's *different*
    /// ids occur; empty when there is none. Windows at the end of the prompt are shorter, but the
    /// span keeps the needle's length.
    ///
    /// It usually begins early: of 23 different ids 21 suffice (0.913), so the window begins as
    /// soon as 21 of them are in it, two tokens before the needle.
    ///
    ///     PaperSpan.find([5, 6, 7], in: [1, 5, 6, 7, 2])   // 1..<4: two of three are not enough
    package static func find(_ needle: [Int], in prompt: [Int]) -> Range<Int> {
        let wanted = Set(needle)
        guard !wanted.isEmpty else { return 0..<0 }
        var counts: [Int: Int] = [:]
        var found = 0
        func enter(_ id: Int) {
            guard wanted.contains(id) else { return }
            if counts[id, default: 0] == 0 { found += 1 }
            counts[id, default: 0] += 1
        }
        func leave(_ id: Int) {
            guard let count = counts[id] else { return }
            counts[id] = count - 1
            if count == 1 { found -= 1 }
        }
        for id in prompt.prefix(needle.count) { enter(id) }
        for start in prompt.indices {
            if Double(found) / Double(wanted.count) > 0.9 { return start..<start + needle.count }
            leave(prompt[start])
            if start + needle.count < prompt.count { enter(prompt[start + needle.count]) }
        }
        return 0..<0
    }
}
