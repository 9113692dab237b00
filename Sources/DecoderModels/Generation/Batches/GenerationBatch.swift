import Torch

/// Rows that are continued together: the state of each, the rules by which a row ends, and those by which
/// the tensors get smaller. ``Admission`` decides when a request gets a row:
///
///     together          A B C     until the longest has ended               detection, chat
///     as rows free up   A B C     B ends, and D takes its row: A D C        sampling
///
/// One type for both, because the next token of every row goes into the same column in both: prompts are
/// aligned at their ends, that of a replaced row too. Prefixes, hooks, attention queries and drafts need
/// rows that begin together, copies of computed prompts serve rows that do not; so these are in the two loops,
/// ``Generator/generate(batch:observe:prefixes:queries:means:onToken:)`` and
/// ``Generator/generate(stream:rows:promptTokens:means:onFinish:)``.
struct GenerationBatch {
    private struct Row {
        let requestIndex: Int
        let limit: Int
        var sampler: Sampler
        var lastToken = 0
        var sequence = GeneratedSequence()
        var isDone = false
    }

    private let model: DecoderModel
    private let requests: [GenerationRequest]
    private let means: Tensor?
    private let stopIDs: Set<Int>
    private let onToken: ((_ request: Int, _ token: Int) -> Bool)?
    private var admission: Admission
    private var rows: [Row] = []
    private var hasReplacedRows = false
    private(set) var cache = KeyValueCache(padding: [], capacity: 1)
    private(set) var gates: HeadGateTensors?
    /// Ended since they were last taken.
    private var finished: [(request: Int, sequence: GeneratedSequence)] = []

    /// - Parameters:
    ///   - means: the replacements of heads where an ablation is `mean`.
    ///   - onToken: called with request and token as they come; false ends the row.
    init(
        _ requests: [GenerationRequest], admission: Admission, model: DecoderModel,
        stopIDs: Set<Int>, means: Tensor? = nil,
        onToken: ((_ request: Int, _ token: Int) -> Bool)? = nil
    ) {
        self.model = model
        self.requests = requests
        self.means = means
        self.stopIDs = stopIDs
        self.onToken = onToken
        self.admission = admission
    }

    /// Whether all requests have ended.
    var isEmpty: Bool { rows.allSatisfy(\.isDone) && admission.isEmpty }
    /// Rows of the tensors, ended ones included.
    var count: Int { rows.count }
    var lastTokens: [Int] { rows.map(\.lastToken) }

    func isDone(_ slot: Int) -> Bool { rows[slot].isDone }

    /// The requests that may have a row now; they are given one by ``join(_:prompts:)``.
    mutating func takeJoining() -> [Int] {
        admission.next(beside: rows.filter { !$0.isDone }.map(\.requestIndex))
    }

    mutating func takeFinished() -> [(request: Int, sequence: GeneratedSequence)] {
        defer { finished = [] }
        return finished
    }

    /// Gives rows to requests whose prompts have been computed.
    ///
    /// - Parameter prompts: their keys and values, row by row.
    /// - Returns: the slots of the new rows.
    mutating func join(_ joining: [Int], prompts: KeyValueCache) throws -> [Int] {
        let slots: [Int]
        if rows.allSatisfy(\.isDone) {
            cache = prompts
            rows = []
            slots = Array(joining.indices)
        } else {
            let free = rows.indices.filter { rows[$0].isDone }
            slots = Array(
                (free + Array(rows.count..<rows.count + joining.count)).prefix(joining.count))
            let added = max(0, joining.count - free.count)
            // More rows than before: copies of the first, which the prompts then take the place of.
            if added > 0 {
                try cache.select(Array(rows.indices) + Array(repeating: 0, count: added))
            }
            try cache.replace(slots, with: prompts, rows: Array(joining.indices))
            hasReplacedRows = true
        }
        for (slot, index) in zip(slots, joining) {
            let row = Row(
                requestIndex: index,
                limit: requests[index].limit(contextLength: model.configuration.contextLength),
                sampler: Sampler(requests[index].sampling))
            if slot < rows.count { rows[slot] = row } else { rows.append(row) }
        }
        gates = try model.gates(rows.map { requests[$0.requestIndex].ablation }, means: means)
        return slots
    }

    /// Draws the next token of these rows from logits [slots, vocabulary].
    ///
    /// - Parameter seen: what the heads of each of them attended to, when that is observed.
    mutating func advance(_ slots: [Int], _ logits: Tensor, seen: [[Int]]? = nil) throws {
        var samplers = slots.map { rows[$0].isDone ? nil : rows[$0].sampler }
        let tokens = try Sampler.choose(logits, &samplers)
        for (index, slot) in slots.enumerated() {
            if let sampler = samplers[index] { rows[slot].sampler = sampler }
            append(tokens[index], to: slot, seen: seen?[index])
        }
    }

    /// Appends a token to a row, unless the row has ended.
    mutating func append(_ token: Int, to slot: Int, seen: [Int]?) {
        rows[slot].lastToken = token
        guard !rows[slot].isDone else { return }
        let request = rows[slot].requestIndex
        var isStopped = stopIDs.contains(token)
        if !isStopped {
            rows[slot].sequence.tokens.append(token)
            if let seen { rows[slot].sequence.attended.append(seen) }
            if let onToken { isStopped = !onToken(request, token) }
        }
        if isStopped { rows[slot].sequence.finishReason = "stop" }
        guard isStopped || rows[slot].sequence.tokens.count >= rows[slot].limit else { return }
        rows[slot].isDone = true
        finished.append((request, rows[slot].sequence))
    }

    /// The tokens of its draft that each row may go on with after its last token; empty where there are none.
    var drafts: [[Int]] {
        rows.map { row in
            let draft = requests[row.requestIndex].draft
            guard row.sampler.isGreedy, !row.isDone,
                let found = draft.firstIndex(of: row.lastToken)
            else { return [] }
            // Tokens beyond the limit are not computed.
            let room = row.limit - row.sequence.tokens.count - 1
            return Array(draft[(found + 1)...].prefix(max(room, 0)))
        }
    }

    /// Makes the tensors smaller where that pays, for copying them costs about as much as a few steps: once
    /// nothing waits, ended rows go when they are a quarter of all; where rows have been replaced,
    /// columns that no row uses go.
    mutating func compact() throws {
        let active = rows.indices.filter { !rows[$0].isDone }
        if admission.isEmpty, !active.isEmpty, active.count * 4 <= rows.count * 3 {
            try cache.select(active)
            gates = try gates?.rows(active)
            rows = active.map { rows[$0] }
        }
        if hasReplacedRows { try cache.trim() }
    }
}
