import Torch

/// A batch whose rows begin together. Finished rows leave it, so later steps are cheaper.
struct StaticBatch {
    let requests: [GenerationRequest]
    let cache: KeyValueCache
    private(set) var gates: HeadGateTensors?
    private(set) var results: [GeneratedSequence]
    /// Left-padded prompts, one list per row.
    let columns: [[Int]]
    /// The request of each row of the tensors.
    private var requestIndices: [Int]
    private var samplers: [Sampler]
    private var done: Set<Int> = []
    private let limits: [Int]
    private(set) var lastTokens: [Int]
    /// The column at which prefill begins: those before it come from a ``PrefixCache``.
    private(set) var first = 0

    /// - Parameter reserve: columns for answers to make room for at most; the cache grows when they
    ///   are longer.
    init(
        _ requests: [GenerationRequest], model: DecoderModel, means: Tensor? = nil,
        reserve: Int = 256
    ) throws {
        self.requests = requests
        let width = requests.map(\.prompt.count).max() ?? 0
        let padding = requests.map { width - $0.prompt.count }
        columns = zip(requests, padding).map { Array(repeating: 0, count: $1) + $0.prompt }
        let contextLength = model.configuration.contextLength
        limits = requests.map { $0.limit(contextLength: contextLength) }
        cache = KeyValueCache(
            padding: padding, capacity: width + min(limits.max() ?? 0, reserve))
        gates = try model.gates(requests.map(\.ablation), means: means)
        results = requests.map { _ in GeneratedSequence() }
        requestIndices = Array(requests.indices)
        samplers = requests.map { Sampler($0.sampling) }
        lastTokens = Array(repeating: 0, count: requests.count)
    }

    /// Takes from `prefixes` the start that prompts share with the longest of their group, when that is at
    /// least half of the columns to compute.
    mutating func reusePrefixes(_ prefixes: PrefixCache, model: DecoderModel, chunk: Int) throws {
        guard gates == nil, let groups = PrefixGroups(requests.map(\.prompt)) else { return }
        for group in groups.list {
            try prefixes.extend(to: group.sharedPrefix, model: model, chunk: chunk)
            try cache.copyPrefix(of: prefixes.cache, into: group.rows, upTo: groups.first)
        }
        first = groups.first
    }

    /// Extends `prefixes` as ``reusePrefixes(_:model:chunk:)`` would.
    func extend(_ prefixes: PrefixCache, model: DecoderModel, chunk: Int) throws {
        guard gates == nil, let groups = PrefixGroups(requests.map(\.prompt)) else { return }
        for group in groups.list {
            try prefixes.extend(to: group.sharedPrefix, model: model, chunk: chunk)
        }
    }

    /// Adds the attention at queries of sequences that begin as the prompts do; only before the first
    /// token, when all rows are there.
    mutating func recordAttention(for lists: [[AttentionQuery]], model: DecoderModel) throws {
        let fork = CacheFork(model: model, known: cache, prompts: requests.map(\.prompt))
        for list in lists {
            for (row, summary) in try fork.attention(for: list).enumerated() {
                results[row].attention.append(summary)
            }
        }
    }

    /// The tokens of its draft that each row may go on with after its last token; empty where there are none.
    var drafts: [[Int]] {
        requestIndices.enumerated().map { slot, request in
            let draft = requests[request].draft
            guard samplers[request].isGreedy, !done.contains(request),
                let found = draft.firstIndex(of: lastTokens[slot])
            else { return [] }
            // Tokens beyond the limit are not computed.
            let room = limits[request] - results[request].tokens.count - 1
            return Array(draft[(found + 1)...].prefix(max(room, 0)))
        }
    }

    func isDone(_ slot: Int) -> Bool { done.contains(requestIndices[slot]) }

    var rows: Int { requestIndices.count }
    var isFinished: Bool { done.count == requests.count }

    /// The next token of every row from logits [B, vocabulary].
    mutating func choose(_ logits: Tensor) throws -> [Int] {
        var drawing = requestIndices.map { done.contains($0) ? nil : samplers[$0] }
        let tokens = try Sampler.choose(logits, &drawing)
        for (request, sampler) in zip(requestIndices, drawing) {
            if let sampler { samplers[request] = sampler }
        }
        return tokens
    }

    /// Appends a token to a row, unless the row has ended.
    mutating func append(
        _ token: Int, to slot: Int, seen: [Int]?, isStop: Bool, _ onToken: ((Int, Int) -> Bool)?
    ) {
        let request = requestIndices[slot]
        lastTokens[slot] = token
        guard !done.contains(request) else { return }
        if isStop {
            results[request].finishReason = "stop"
            done.insert(request)
            return
        }
        results[request].tokens.append(token)
        if let seen { results[request].attended.append(seen) }
        if let onToken, !onToken(request, token) {
            results[request].finishReason = "stop"
            done.insert(request)
        } else if results[request].tokens.count >= limits[request] {
            done.insert(request)
        }
    }

    /// Takes finished rows out once they are a quarter of the batch: copying the cache costs about
    /// as much as a few steps.
    mutating func dropFinished() throws {
        let active = requestIndices.indices.filter { !done.contains(requestIndices[$0]) }
        guard !active.isEmpty, active.count * 4 <= requestIndices.count * 3 else { return }
        try cache.select(active)
        gates = try gates?.rows(active)
        requestIndices = active.map { requestIndices[$0] }
        lastTokens = active.map { lastTokens[$0] }
    }
}
