import Torch

/// Log-probabilities of answers after prompts that were just computed for something else: what a prompt
/// left in the cache is kept until its answers are known, so only the answers are computed.
///
///     sampling   prompt ▸ answer of the model          its keys and values are kept
///                prompt ▸ answer without some heads
///     scoring           ▸ both answers, with all heads
final class AnswerScorer {
    private struct Question {
        let prompts: PromptShelf.Prompts
        let answers: [[Int]]
        let take: ([Double]) throws -> Void

        /// Tokens of the prompt and the longest answer.
        var length: Int { prompts.cache.length + (answers.map(\.count).max() ?? 0) }
    }

    private let model: DecoderModel
    private let rows: Int
    private let batchTokens: Int
    /// Most logits that are computed at a time.
    private let chunk: Int
    /// How often each prompt will be asked about.
    private var expected: [[Int]: Int]
    private var kept: [[Int]: PromptShelf.Prompts] = [:]
    private var waiting: [Question] = []
    /// What the forward passes took so far.
    private(set) var time = Duration.zero

    /// - Parameters:
    ///   - rows: answers of one forward pass at most; one question is always taken.
    ///   - batchTokens: rows times the longest prompt and answer among them at most.
    ///   - prompts: one for each question to come.
    init(
        model: DecoderModel, rows: Int, batchTokens: Int = 32_768, prompts: [[Int]],
        chunk: Int = 1 << 23
    ) {
        self.model = model
        self.rows = rows
        self.batchTokens = batchTokens
        self.chunk = chunk
        expected = Dictionary(prompts.map { ($0, 1) }, uniquingKeysWith: +)
    }

    /// Keeps a prompt that the whole model has computed, if it is asked about and not there yet.
    func keep(_ prompt: [Int], _ computed: () throws -> PromptShelf.Prompts) throws {
        guard expected[prompt] != nil, kept[prompt] == nil else { return }
        kept[prompt] = try computed()
    }

    /// Asks for the log-probabilities of answers, none of them empty, each a sum over its tokens.
    func ask(
        _ prompt: [Int], _ answers: [[Int]], _ take: @escaping ([Double]) throws -> Void
    ) throws {
        guard let prompts = kept[prompt] else {
            preconditionFailure("an answer is scored before its prompt is computed")
        }
        forget(prompt)
        waiting.append(Question(prompts: prompts, answers: answers, take: take))
    }

    /// One question about a prompt will not come.
    func forget(_ prompt: [Int]) {
        guard let left = expected[prompt] else { return }
        expected[prompt] = left == 1 ? nil : left - 1
        if left == 1 { kept[prompt] = nil }
    }

    /// Computes what waits, once that fills a pass.
    ///
    /// - Parameter isLast: compute it in any case.
    func flush(isLast: Bool = false) throws {
        // In rounds, for many samples of one prompt can end together.
        while !waiting.isEmpty {
            let count = fitting
            // One more could fit.
            guard isLast || count < waiting.count || isFull(count) else { return }
            let part = Array(waiting[..<count])
            waiting.removeFirst(count)
            let start = ContinuousClock.now
            let values = try inferenceMode { try scores(part) }
            time += ContinuousClock.now - start
            var next = 0
            for question in part {
                try question.take(Array(values[next..<next + question.answers.count]))
                next += question.answers.count
            }
        }
    }

    /// How many questions go into the next pass.
    private var fitting: Int {
        var (count, answers, longest) = (0, 0, 0)
        for question in waiting {
            answers += question.answers.count
            longest = max(longest, question.length)
            guard count == 0 || answers <= rows && answers * longest <= batchTokens else { break }
            count += 1
        }
        return count
    }

    /// Whether the first questions that wait leave no room for another as long as the longest of them.
    private func isFull(_ count: Int) -> Bool {
        let answers = waiting[..<count].reduce(0) { $0 + $1.answers.count }
        let longest = waiting[..<count].map(\.length).max() ?? 0
        return answers >= rows || (answers + 1) * longest > batchTokens
    }

    private func scores(_ questions: [Question]) throws -> [Double] {
        let rows = questions.flatMap { question in
            question.answers.map { (prompts: question.prompts, answer: $0) }
        }
        // The last token of an answer predicts nothing that is asked for.
        let width = (rows.map(\.answer.count).max() ?? 1) - 1
        let prompts = try PromptShelf.assemble(rows.map { ($0.prompts, 0) })
        var states = prompts.hidden
        if width > 0 {
            // Padding comes last, where no token of an answer sees it.
            let tokens = rows.flatMap { row in
                let known = row.answer.dropLast()
                return Array(known) + Array(repeating: 0, count: width - known.count)
            }
            let hidden = try model.hidden(
                Tensor(tokens, shape: [rows.count, width]).to(model.device), cache: prompts.cache)
            states = try Tensor.cat([states, hidden.reshape([rows.count * width, -1])])
        }
        let places = rows.indices.flatMap { row in
            [row] + (0..<rows[row].answer.count - 1).map { rows.count + row * width + $0 }
        }
        let values = try TokenLogProbability(
            model.head,
            hidden: states.indexSelect(
                0, Tensor(places, shape: [places.count]).to(model.device)),
            targets: Tensor(rows.flatMap(\.answer), shape: [places.count]).to(model.device),
            chunk: chunk, keeps: 0
        ).values.doubles()
        var next = 0
        return rows.map { row in
            defer { next += row.answer.count }
            return values[next..<next + row.answer.count].reduce(0, +)
        }
    }
}
