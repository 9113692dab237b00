import Artifacts
import Torch

/// The rows of a batch that is being generated. Finished rows leave it, so later steps are cheaper.
struct RowBatch {
    let requests: [GenerationRequest]
    let cache: KeyValueCache
    private(set) var gates: HeadGates?
    private(set) var results: [GeneratedSequence]
    /// Left-padded prompts, one list per row.
    let columns: [[Int]]
    /// Which request each row of the tensors belongs to.
    private var owners: [Int]
    private var samplers: [Sampler]
    private var done: Set<Int> = []
    private let limits: [Int]
    private(set) var lastTokens: [Int]
    /// The column at which prefill begins: those before it come from a ``PrefixStore``.
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
        let positions = model.configuration.positions
        limits = requests.map { $0.limit(positions: positions) }
        cache = KeyValueCache(
            padding: padding, capacity: width + min(limits.max() ?? 0, reserve))
        gates = try model.gates(requests.map(\.ablation), means: means)
        results = requests.map { _ in GeneratedSequence() }
        owners = Array(requests.indices)
        samplers = requests.map { Sampler($0.sampling) }
        lastTokens = Array(repeating: 0, count: requests.count)
    }

    /// Takes from `store` what prompts share with the longest of their family, when that is at least
    /// half of what there is to compute.
    mutating func share(_ store: PrefixStore, model: DecoderModel, chunk: Int) throws {
        guard gates == nil, let families = PromptFamilies(requests.map(\.prompt)) else { return }
        for family in families.list {
            try store.extend(to: family.trunk, model: model, chunk: chunk)
            try cache.fill(family.rows, from: store.cache, to: families.first)
        }
        first = families.first
    }

    /// Does to `store` what sharing would do.
    func extend(_ store: PrefixStore, model: DecoderModel, chunk: Int) throws {
        guard gates == nil, let families = PromptFamilies(requests.map(\.prompt)) else { return }
        for family in families.list {
            try store.extend(to: family.trunk, model: model, chunk: chunk)
        }
    }

    /// Reads what begins as the prompts do; only before the first token, when all rows are there.
    mutating func read(_ lists: [[ReadingRequest]], model: DecoderModel) throws {
        let branch = CacheBranch(model: model, known: cache, prompts: requests.map(\.prompt))
        for list in lists {
            for (row, reading) in try branch.read(list).enumerated() {
                results[row].readings.append(reading)
            }
        }
    }

    /// What each row may go on with after its last token, by its draft; empty where it cannot.
    var drafts: [[Int]] {
        owners.enumerated().map { place, owner in
            let draft = requests[owner].draft
            guard samplers[owner].isGreedy, !done.contains(owner),
                let found = draft.firstIndex(of: lastTokens[place])
            else { return [] }
            // What a limit would cut off is not computed.
            let room = limits[owner] - results[owner].tokens.count - 1
            return Array(draft[(found + 1)...].prefix(max(room, 0)))
        }
    }

    func isDone(_ place: Int) -> Bool { done.contains(owners[place]) }

    var rows: Int { owners.count }
    var isFinished: Bool { done.count == requests.count }

    /// The next token of every row from logits [B, vocabulary].
    mutating func choose(_ logits: Tensor) throws -> [Int] {
        var drawing = owners.map { done.contains($0) ? nil : samplers[$0] }
        let tokens = try Sampler.choose(logits, &drawing)
        for (owner, sampler) in zip(owners, drawing) {
            if let sampler { samplers[owner] = sampler }
        }
        return tokens
    }

    /// Takes the token of a row, unless the row has ended.
    mutating func accept(
        _ token: Int, at place: Int, seen: [Int]?, isStop: Bool, _ onToken: ((Int, Int) -> Bool)?
    ) {
        let owner = owners[place]
        lastTokens[place] = token
        guard !done.contains(owner) else { return }
        if isStop {
            results[owner].finishReason = "stop"
            done.insert(owner)
            return
        }
        results[owner].tokens.append(token)
        if let seen { results[owner].attended.append(seen) }
        if let onToken, !onToken(owner, token) {
            results[owner].finishReason = "stop"
            done.insert(owner)
        } else if results[owner].tokens.count >= limits[owner] {
            done.insert(owner)
        }
    }

    /// Takes finished rows out once they are a quarter of the batch: copying the cache costs about
    /// as much as a few steps.
    mutating func dropFinished() throws {
        let active = owners.indices.filter { !done.contains(owners[$0]) }
        guard !active.isEmpty, active.count * 4 <= owners.count * 3 else { return }
        try cache.select(active)
        gates = try gates?.rows(active)
        owners = active.map { owners[$0] }
        lastTokens = active.map { lastTokens[$0] }
    }
}
