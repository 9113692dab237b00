import Storage
import Torch

extension Generator {
    /// Computes prompts, aligned at their ends.
    ///
    /// - Parameters:
    ///   - reserve: columns for answers to make room for at most; the cache grows when they are longer.
    ///   - means: the replacements of heads where an ablation is `mean`.
    ///   - prefixes: gives the columns that are shared; computed under the ablation of the requests, which then
    ///     have one and the same.
    ///   - hook: sees the last tokens.
    func prefill(
        _ requests: [GenerationRequest], reserve: Int, means: Tensor? = nil,
        prefixes: PrefixCache? = nil, hook: ArgmaxHook? = nil
    ) throws -> ComputedPrompts {
        let width = requests.map(\.prompt.count).max() ?? 0
        let padding = requests.map { width - $0.prompt.count }
        let columns = zip(requests, padding).map { Array(repeating: 0, count: $1) + $0.prompt }
        let contextLength = model.configuration.contextLength
        let limit = requests.map { $0.limit(contextLength: contextLength) }.max() ?? 0
        let cache = KeyValueCache(padding: padding, capacity: width + min(limit, reserve))
        let gates = try model.gates(requests.map(\.ablation), means: means)
        var first = 0
        if let prefixes {
            first = try prefixes.extend(
                for: requests.map(\.prompt), model: model, chunk: prefillChunk, into: cache,
                gates: model.gates(requests.prefix(1).map(\.ablation), means: means))
        }
        var hidden: Tensor?
        for start in stride(from: first, to: width, by: prefillChunk) {
            let end = min(start + prefillChunk, width)
            let part = columns.flatMap { $0[start..<end] }
            let isLast = end == width
            let output = try model.hiddenStates(
                Tensor(part, shape: [columns.count, end - start]).to(model.device),
                cache: cache, gates: gates, hook: isLast ? hook : nil, lastTokenOnly: true)
            if isLast { hidden = try output.select(1, 0) }
        }
        guard let hidden else { throw UsageError("a prompt without tokens cannot be continued.") }
        return ComputedPrompts(cache: cache, hidden: hidden)
    }

    /// Computes prompts of any lengths, those of like length together where most would be padding.
    ///
    /// - Parameters: as ``prefill(_:reserve:means:prefixes:hook:)``; prompts with `prefixes` share their columns and are
    ///   one pass.
    func prefillByLength(
        _ requests: [GenerationRequest], reserve: Int, means: Tensor? = nil,
        prefixes: PrefixCache? = nil
    ) throws -> ComputedPrompts {
        let passes = PrefillPasses(requests.map(\.prompt.count), tokens: prefillTokens).rows
        guard prefixes == nil, passes.count > 1 else {
            return try prefill(requests, reserve: reserve, means: means, prefixes: prefixes)
        }
        var sources: [(prompts: ComputedPrompts, row: Int)?] = requests.map { _ in nil }
        for rows in passes {
            let part = try prefill(rows.map { requests[$0] }, reserve: 0, means: means)
            for (place, row) in rows.enumerated() { sources[row] = (part, place) }
        }
        return try ComputedPrompts.assemble(sources.compactMap { $0 })
    }

    /// Gives every row its next token.
    func step(_ batch: inout GenerationBatch, _ hook: ArgmaxHook? = nil) throws {
        try batch.compact()
        let hidden = try model.hiddenStates(
            Tensor(batch.lastTokens, shape: [batch.count, 1]).to(model.device),
            cache: batch.cache, gates: batch.gates, hook: hook
        ).select(1, 0)
        let writing = model.workHandler.map { _ in (0..<batch.count).count { !batch.isDone($0) } }
        try batch.advance(
            Array(0..<batch.count), model.logits(hidden),
            seen: hook?.take(padding: batch.cache.padding))
        if let writing { model.workHandler?(.wrote(rows: writing)) }
    }
}
