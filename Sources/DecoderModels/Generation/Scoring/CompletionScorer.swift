import Torch

/// Log-probabilities of completions after prompts that were just computed for something else: a prompt's
/// keys and values are kept until its completions are known, so only the completions are computed.
///
///     sampling   prompt ▸ completion of the model          its keys and values are kept
///                prompt ▸ completion without some heads
///     scoring           ▸ both completions, with all heads
final class CompletionScorer {
    private struct Request {
        let prompts: PromptCache.Prompts
        let completions: [[Int]]
        let take: ([Double]) throws -> Void

        /// Tokens of the prompt and the longest completion.
        var length: Int { prompts.cache.length + (completions.map(\.count).max() ?? 0) }
    }

    private let model: DecoderModel
    private let rows: Int
    private let batchTokens: Int
    /// Most logits that are computed at a time.
    private let chunk: Int
    /// Requests to come for each prompt.
    private var expected: [[Int]: Int]
    private var kept: [[Int]: PromptCache.Prompts] = [:]
    private var waiting: [Request] = []
    /// The time of the forward passes so far.
    private(set) var time = Duration.zero

    /// - Parameters:
    ///   - rows: completions of one forward pass at most; one request is always taken.
    ///   - batchTokens: rows times the longest prompt and completion among them at most.
    ///   - prompts: one for each request to come.
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

    /// Keeps a prompt that the whole model has computed, if a request for it will come and it is not there yet.
    func keep(_ prompt: [Int], _ computed: () throws -> PromptCache.Prompts) throws {
        guard expected[prompt] != nil, kept[prompt] == nil else { return }
        kept[prompt] = try computed()
    }

    /// Requests the log-probabilities of completions, none of them empty, each a sum over its tokens.
    func add(
        _ prompt: [Int], _ completions: [[Int]], _ take: @escaping ([Double]) throws -> Void
    ) throws {
        guard let prompts = kept[prompt] else {
            preconditionFailure("a completion is scored before its prompt is computed")
        }
        forget(prompt)
        waiting.append(Request(prompts: prompts, completions: completions, take: take))
    }

    /// One request for a prompt will not come.
    func forget(_ prompt: [Int]) {
        guard let left = expected[prompt] else { return }
        expected[prompt] = left == 1 ? nil : left - 1
        if left == 1 { kept[prompt] = nil }
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
            request.completions.map { (prompts: request.prompts, completion: $0) }
        }
        // The last token of a completion predicts nothing that is wanted.
        let width = (rows.map(\.completion.count).max() ?? 1) - 1
        let prompts = try PromptCache.assemble(rows.map { ($0.prompts, 0) })
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
