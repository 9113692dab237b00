import Torch

/// Log-probabilities of completions after prompts that were just computed for something else: the
/// ``PromptCache`` has a prompt's keys and values until its completions are known, so only the completions are
/// computed.
///
///     sampling   prompt ▸ completion of the model          its keys and values are kept
///                prompt ▸ completion without some heads
///     scoring           ▸ both completions, with all heads
final class CompletionScorer {
    private struct Request {
        let prompt: ComputedPrompts
        let completions: [[Int]]
        let take: ([Double]) throws -> Void

        /// Tokens of the prompt and the longest completion.
        var length: Int { prompt.cache.length + (completions.map(\.count).max() ?? 0) }
    }

    private let model: DecoderModel
    private let rows: Int
    private let batchTokens: Int
    /// Most logits that are computed at a time.
    private let chunk: Int
    private let prompts: PromptCache
    private var waiting: [Request] = []
    /// The time of the forward passes so far.
    private(set) var time = Duration.zero

    /// - Parameters:
    ///   - rows: completions of one forward pass at most; one request is always taken.
    ///   - batchTokens: rows times the longest prompt and completion among them at most.
    ///   - prompts: has the prompt of each request when it is added.
    init(
        model: DecoderModel, rows: Int, batchTokens: Int = 32_768, prompts: PromptCache,
        chunk: Int = 1 << 23
    ) {
        self.model = model
        self.rows = rows
        self.batchTokens = batchTokens
        self.chunk = chunk
        self.prompts = prompts
    }

    /// Requests the log-probabilities of completions, none of them empty, each a sum over its tokens.
    func add(
        _ prompt: [Int], _ completions: [[Int]], _ take: @escaping ([Double]) throws -> Void
    ) {
        waiting.append(
            Request(prompt: prompts.reuse(prompt), completions: completions, take: take))
    }

    /// Computes the waiting requests, once they fill a pass.
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
            for request in part {
                try request.take(Array(values[next..<next + request.completions.count]))
                next += request.completions.count
            }
        }
    }

    /// The number of requests that go into the next pass.
    private var fitting: Int {
        var (count, rowCount, longest) = (0, 0, 0)
        for request in waiting {
            rowCount += request.completions.count
            longest = max(longest, request.length)
            guard count == 0 || rowCount <= rows && rowCount * longest <= batchTokens else { break }
            count += 1
        }
        return count
    }

    /// Whether the first waiting requests leave no room for another as long as the longest of them.
    private func isFull(_ count: Int) -> Bool {
        let rowCount = waiting[..<count].reduce(0) { $0 + $1.completions.count }
        let longest = waiting[..<count].map(\.length).max() ?? 0
        return rowCount >= rows || (rowCount + 1) * longest > batchTokens
    }

    private func scores(_ requests: [Request]) throws -> [Double] {
        let rows = requests.flatMap { request in
            request.completions.map { (prompt: request.prompt, completion: $0) }
        }
        // The last token of a completion predicts nothing that is wanted.
        let width = (rows.map(\.completion.count).max() ?? 1) - 1
        let prompts = try ComputedPrompts.assemble(rows.map { ($0.prompt, 0) })
        var states = prompts.hidden
        if width > 0 {
            // Padding comes last, where no token of a completion sees it.
            let tokens = rows.flatMap { row in
                let known = row.completion.dropLast()
                return Array(known) + Array(repeating: 0, count: width - known.count)
            }
            let hidden = try model.hiddenStates(
                Tensor(tokens, shape: [rows.count, width]).to(model.device), cache: prompts.cache)
            states = try Tensor.cat([states, hidden.reshape([rows.count * width, -1])])
        }
        let indices = rows.indices.flatMap { row in
            [row] + (0..<rows[row].completion.count - 1).map { rows.count + row * width + $0 }
        }
        let values = try TokenLogProbability(
            model.lmHead,
            hidden: states.indexSelect(
                0, Tensor(indices, shape: [indices.count]).to(model.device)),
            targets: Tensor(rows.flatMap(\.completion), shape: [indices.count]).to(model.device),
            chunk: chunk, maxKeptLogits: 0
        ).values.doubles()
        var next = 0
        return rows.map { row in
            defer { next += row.completion.count }
            return values[next..<next + row.completion.count].reduce(0, +)
        }
    }
}
