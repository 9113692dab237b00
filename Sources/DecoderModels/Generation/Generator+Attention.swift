import Storage
import Torch

/// Forks of prompts whose keys and values are known: sequences that begin as the prompts do, computed
/// without touching those.
///
///     known     the old mill ... a quiet road | Where is the key? |
///     fork      the old mill ... a quiet road | Where is the key? | under the pot
///     fork      the old mill ... a quiet road | N/A
///
/// Each computes the tokens that it does not share with its prompt, at least its queries.
extension Generator {
    /// The attention at some queries of one sequence; `prefixes` has its beginning afterwards.
    ///
    /// - Throws: `UsageError` when it has more tokens than the model has positions, `DataError` for a token
    ///   outside the vocabulary.
    public func attention(
        for request: AttentionQuery, prefixes: PrefixCache
    ) throws -> AttentionSummary {
        try model.check(tokens: request.tokens)
        return try inferenceMode {
            try prefixes.extend(
                to: Array(request.tokens[..<request.queries.lowerBound]), model: model,
                chunk: prefillChunk)
            return try fork(prefixes.cache, of: [prefixes.tokens], for: [request])[0]
        }
    }

    /// The attention of one fork of each row.
    ///
    /// - Parameters:
    ///   - known: keys and values of `prompts`, row by row.
    ///   - requests: one for every row.
    func fork(
        _ known: KeyValueCache, of prompts: [[Int]], for requests: [AttentionQuery]
    ) throws -> [AttentionSummary] {
        let width = requests.map(\.tokens.count).max() ?? 0
        let contextLength = model.configuration.contextLength
        guard width <= contextLength else {
            throw UsageError(
                "a prompt and its answer have \(width) tokens, but the model has \(contextLength) positions: make it shorter."
            )
        }
        let padding = requests.map { width - $0.tokens.count }
        // Up to where all rows can be copied.
        let first =
            zip(zip(requests, prompts), padding).map { pair, left in
                left
                    + min(
                        PrefixCache.common(pair.0.tokens, pair.1), pair.0.queries.lowerBound,
                        pair.0.tokens.count - 1)
            }.min() ?? 0
        let cache = KeyValueCache(padding: padding, capacity: width)
        if first > 0 { try cache.copyPrefix(ofRowsIn: known, upTo: first) }
        let rows = zip(requests, padding).flatMap { request, left in
            (Array(repeating: 0, count: left) + request.tokens)[first...]
        }
        let hook = try AttentionPatternHook(
            requests, padding: padding, columns: first..<width, device: model.device)
        _ = try model.hiddenStates(
            Tensor(rows, shape: [requests.count, width - first]).to(model.device), cache: cache,
            hook: hook)
        return try hook.take()
    }
}
