import Torch

/// Rows of computed prompts, aligned at their ends.
struct ComputedPrompts {
    let cache: KeyValueCache
    /// States of the last tokens, [rows, hidden].
    let hidden: Tensor

    /// One row, without its padding.
    func copy(_ row: Int) throws -> ComputedPrompts {
        ComputedPrompts(
            cache: try cache.copy([row]), hidden: try hidden.narrow(0, start: row, length: 1))
    }

    /// A copy of one row of each source.
    static func assemble(_ sources: [(prompts: ComputedPrompts, row: Int)]) throws
        -> ComputedPrompts
    {
        let first = sources[0]
        let cache = try first.prompts.cache.copy(sources.map { _ in first.row })
        for (slot, source) in sources.enumerated().dropFirst() {
            try cache.replace([slot], with: source.prompts.cache, rows: [source.row])
        }
        return ComputedPrompts(
            cache: cache,
            hidden: try Tensor.cat(
                sources.map { try $0.prompts.hidden.narrow(0, start: $0.row, length: 1) }))
    }
}
