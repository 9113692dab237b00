import Artifacts
import Torch

/// Sequences that begin as prompts do whose keys and values are known, read without touching those.
///
///     known      the old mill ... a quiet road | Where is the key? |
///     branch     the old mill ... a quiet road | Where is the key? | under the pot
///     branch     the old mill ... a quiet road | N/A
///
/// Each computes what it does not share with its prompt, at least its queries.
struct CacheBranch {
    let model: DecoderModel
    /// Of `prompts`, row by row.
    let known: KeyValueCache
    let prompts: [[Int]]

    /// - Throws: `UsageError` when a request has more tokens than the model has positions.
    func read(_ requests: [ReadingRequest]) throws -> [AttentionReading] {
        let width = requests.map(\.tokens.count).max() ?? 0
        let positions = model.configuration.positions
        guard width <= positions else {
            throw UsageError(
                "a prompt and its answer have \(width) tokens, but the model has \(positions) positions: make it shorter."
            )
        }
        let padding = requests.map { width - $0.tokens.count }
        // Up to where all rows can be copied.
        let first =
            zip(zip(requests, prompts), padding).map { pair, left in
                left
                    + min(
                        PrefixStore.common(pair.0.tokens, pair.1), pair.0.queries.lowerBound,
                        pair.0.tokens.count - 1)
            }.min() ?? 0
        let cache = KeyValueCache(padding: padding, capacity: width)
        if first > 0 { try cache.fill(fromRowsOf: known, to: first) }
        let rows = zip(requests, padding).flatMap { request, left in
            (Array(repeating: 0, count: left) + request.tokens)[first...]
        }
        let reader = try AttentionReader(
            requests, padding: padding, columns: first..<width, device: model.device)
        _ = try model.hidden(
            Tensor(rows, shape: [requests.count, width - first]).to(model.device), cache: cache,
            observer: reader)
        return try reader.take()
    }
}
