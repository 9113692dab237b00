import Artifacts
import Torch

/// The rows of a batch that never waits for its longest answer: a row that has ended is replaced by
/// the next request at once (continuous batching; Yu et al. 2022, "Orca").
///
/// Requests wait in the order of their prompts, longest first, so that prompts of like length are
/// together, little is padding, and a new row always fits into the columns that are there. Equal
/// prompts follow each other (``PromptShelf``).
struct ContinuousBatch {
    private struct Row {
        let owner: Int
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
    private let positions: Int
    private var rows: [Row] = []
    private(set) var cache: KeyValueCache?
    private(set) var gates: HeadGates?
    private(set) var lastTokens: [Int] = []
    /// Ended since they were last taken.
    private var finished: [(request: Int, sequence: GeneratedSequence)] = []

    /// - Parameters:
    ///   - rows: at most.
    ///   - promptTokens: rows times the longest prompt among them at most; one row is always taken.
    init(_ requests: [GenerationRequest], rows: Int, promptTokens: Int, positions: Int) {
        self.requests = requests
        maximumRows = max(rows, 1)
        self.promptTokens = promptTokens
        self.positions = positions
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

    /// Takes out of the queue what there is room for.
    mutating func takeJoining() -> [Int] {
        guard let next = waiting.last else { return [] }
        let live = rows.filter { !$0.isDone }
        let longest = (live.map(\.owner) + [next]).map { requests[$0].prompt.count }.max() ?? 1
        let room = min(maximumRows, max(1, promptTokens / longest)) - live.count
        guard room > 0 else { return [] }
        let joining = Array(waiting.suffix(room).reversed())
        waiting.removeLast(joining.count)
        return joining
    }

    /// Gives rows to requests whose prompts have been computed.
    ///
    /// - Parameter prompts: their keys and values, row by row.
    /// - Returns: the places of the new rows.
    mutating func join(
        _ joining: [Int], prompts: KeyValueCache, model: DecoderModel
    ) throws -> [Int] {
        let fresh = joining.map {
            Row(
                owner: $0, sampler: Sampler(requests[$0].sampling),
                limit: requests[$0].limit(positions: positions))
        }
        let places: [Int]
        if let cache, !rows.allSatisfy(\.isDone) {
            let free = rows.indices.filter { rows[$0].isDone }
            places = Array(
                (free + Array(rows.count..<rows.count + joining.count)).prefix(joining.count))
            let added = max(0, joining.count - free.count)
            // More rows than before: copies of the first make the room.
            if added > 0 {
                try cache.select(Array(rows.indices) + Array(repeating: 0, count: added))
            }
            try cache.replace(places, with: prompts, rows: Array(joining.indices))
        } else {
            cache = prompts
            rows = []
            lastTokens = []
            places = Array(fresh.indices)
        }
        for (place, row) in zip(places, fresh) {
            if place < rows.count { rows[place] = row } else { rows.append(row) }
            if place >= lastTokens.count { lastTokens.append(0) }
        }
        gates = try model.gates(rows.map { requests[$0.owner].ablation })
        return places
    }

    /// Draws the next token of these rows from logits [places, vocabulary].
    mutating func advance(_ places: [Int], _ logits: Tensor, stopIDs: Set<Int>) throws {
        var samplers = places.map { rows[$0].isDone ? nil : rows[$0].sampler }
        let tokens = try Sampler.choose(logits, &samplers)
        for (index, place) in places.enumerated() {
            lastTokens[place] = tokens[index]
            guard let sampler = samplers[index] else { continue }
            rows[place].sampler = sampler
            if stopIDs.contains(tokens[index]) {
                rows[place].result.finishReason = "stop"
            } else {
                rows[place].result.tokens.append(tokens[index])
                guard rows[place].result.tokens.count >= rows[place].limit else { continue }
            }
            rows[place].isDone = true
            finished.append((rows[place].owner, rows[place].result))
        }
    }

    mutating func takeFinished() -> [(request: Int, sequence: GeneratedSequence)] {
        defer { finished = [] }
        return finished
    }

    /// Makes the tensors smaller where that pays: columns that no row uses, and, once nothing waits,
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
