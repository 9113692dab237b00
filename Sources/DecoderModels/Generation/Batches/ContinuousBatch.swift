import Torch

/// The rows of a batch that never waits for its longest answer: a row that has ended is replaced by
/// the next request at once (continuous batching; Yu et al. 2022, "Orca").
///
/// Requests wait in the order of their prompts, longest first, so that prompts of like length are
/// together, little is padding, and a new row always fits into the columns that are there. Equal
/// prompts follow each other (``PromptCache``).
struct ContinuousBatch {
    private struct Row {
        let requestIndex: Int
        var sampler: Sampler
        let limit: Int
        var result = GeneratedSequence()
        var isDone = false
    }

    private let requests: [GenerationRequest]
    /// Requests that have not begun, the next one last.
    private var waiting: [Int]
    private let maximumRows: Int
    private let promptTokens: Int
    private let contextLength: Int
    private var rows: [Row] = []
    private(set) var cache: KeyValueCache?
    private(set) var gates: HeadGateTensors?
    private(set) var lastTokens: [Int] = []
    /// Ended since they were last taken.
    private var finished: [(request: Int, sequence: GeneratedSequence)] = []

    /// - Parameters:
    ///   - rows: at most.
    ///   - promptTokens: rows times the longest prompt among them at most; one row is always taken.
    init(_ requests: [GenerationRequest], rows: Int, promptTokens: Int, contextLength: Int) {
        self.requests = requests
        maximumRows = max(rows, 1)
        self.promptTokens = promptTokens
        self.contextLength = contextLength
        var firsts: [[Int]: Int] = [:]
        for index in requests.indices.reversed() { firsts[requests[index].prompt] = index }
        let first = requests.map { firsts[$0.prompt] ?? 0 }
        waiting = requests.indices.sorted {
            // The first of equals comes last, so that it goes first.
            (requests[$0].prompt.count, first[$1], $1) < (requests[$1].prompt.count, first[$0], $0)
        }
    }

    var isEmpty: Bool { rows.allSatisfy(\.isDone) && waiting.isEmpty }
    var count: Int { rows.count }

    /// Takes as many requests out of the queue as there is room for.
    mutating func takeJoining() -> [Int] {
        guard let next = waiting.last else { return [] }
        let live = rows.filter { !$0.isDone }
        let longest =
            (live.map(\.requestIndex) + [next]).map { requests[$0].prompt.count }.max() ?? 1
        let room = min(maximumRows, max(1, promptTokens / longest)) - live.count
        guard room > 0 else { return [] }
        let joining = Array(waiting.suffix(room).reversed())
        waiting.removeLast(joining.count)
        return joining
    }

    /// Gives rows to requests whose prompts have been computed.
    ///
    /// - Parameters:
    ///   - prompts: their keys and values, row by row.
    ///   - means: replacements of heads where an ablation is `mean`.
    /// - Returns: the slots of the new rows.
    mutating func join(
        _ joining: [Int], prompts: KeyValueCache, model: DecoderModel, means: Tensor?
    ) throws -> [Int] {
        let fresh = joining.map {
            Row(
                requestIndex: $0, sampler: Sampler(requests[$0].sampling),
                limit: requests[$0].limit(contextLength: contextLength))
        }
        let slots: [Int]
        if let cache, !rows.allSatisfy(\.isDone) {
            let free = rows.indices.filter { rows[$0].isDone }
            slots = Array(
                (free + Array(rows.count..<rows.count + joining.count)).prefix(joining.count))
            let added = max(0, joining.count - free.count)
            // More rows than before: copies of the first are placeholders.
            if added > 0 {
                try cache.select(Array(rows.indices) + Array(repeating: 0, count: added))
            }
            try cache.replace(slots, with: prompts, rows: Array(joining.indices))
        } else {
            cache = prompts
            rows = []
            lastTokens = []
            slots = Array(fresh.indices)
        }
        for (slot, row) in zip(slots, fresh) {
            if slot < rows.count { rows[slot] = row } else { rows.append(row) }
            if slot >= lastTokens.count { lastTokens.append(0) }
        }
        gates = try model.gates(rows.map { requests[$0.requestIndex].ablation }, means: means)
        return slots
    }

    /// Draws the next token of these rows from logits [slots, vocabulary].
    mutating func advance(_ slots: [Int], _ logits: Tensor, stopIDs: Set<Int>) throws {
        var samplers = slots.map { rows[$0].isDone ? nil : rows[$0].sampler }
        let tokens = try Sampler.choose(logits, &samplers)
        for (index, slot) in slots.enumerated() {
            lastTokens[slot] = tokens[index]
            guard let sampler = samplers[index] else { continue }
            rows[slot].sampler = sampler
            if stopIDs.contains(tokens[index]) {
                rows[slot].result.finishReason = "stop"
            } else {
                rows[slot].result.tokens.append(tokens[index])
                guard rows[slot].result.tokens.count >= rows[slot].limit else { continue }
            }
            rows[slot].isDone = true
            finished.append((rows[slot].requestIndex, rows[slot].result))
        }
    }

    mutating func takeFinished() -> [(request: Int, sequence: GeneratedSequence)] {
        defer { finished = [] }
        return finished
    }

    /// Makes the tensors smaller where that pays: drops columns that no row uses, and, once nothing waits,
    /// rows that have ended when they are a quarter of all.
    mutating func compact() throws {
        let active = rows.indices.filter { !rows[$0].isDone }
        if waiting.isEmpty, !active.isEmpty, active.count * 4 <= rows.count * 3 {
            try cache?.select(active)
            gates = try gates?.rows(active)
            lastTokens = active.map { lastTokens[$0] }
            rows = active.map { rows[$0] }
        }
        try cache?.trim()
    }
}
