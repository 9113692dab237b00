import Artifacts
import Torch

/// Prompts that several requests begin with, such as samples of one answer: computed with the first of
/// them, copied for the others.
///
///     waiting:  A A A B B C        A joins: computed and kept, for two more wait
///                 A A B B C        A joins: copied
///                   A B B C        A and B join: A is copied and dropped, B is computed
struct PromptCache {
    /// Rows of computed prompts, aligned at their ends.
    struct Prompts {
        var cache: KeyValueCache
        /// States of the last tokens, [rows, hidden].
        var hidden: Tensor

        func copy(_ row: Int) throws -> Prompts {
            Prompts(
                cache: try cache.copy([row]), hidden: try hidden.narrow(0, start: row, length: 1))
        }
    }

    private struct Key: Hashable {
        let prompt: [Int]
        let ablation: HeadAblation

        init(_ request: GenerationRequest) {
            prompt = request.prompt
            ablation = request.ablation
        }
    }

    /// Requests to come for prompts that more than one begins with.
    private var waiting: [Key: Int]
    private var kept: [Key: Prompts] = [:]

    /// - Parameter requests: all that there will be.
    init(_ requests: [GenerationRequest]) {
        waiting = Dictionary(requests.map { (Key($0), 1) }, uniquingKeysWith: +)
            .filter { $0.value > 1 }
    }

    /// The prompts of some requests, row by row.
    ///
    /// - Parameter compute: called with the requests whose prompts are not there, if there are any.
    mutating func take(
        _ joining: [GenerationRequest], compute: ([GenerationRequest]) throws -> Prompts
    ) throws -> Prompts {
        let keys = joining.map(Key.init)
        var rows: [Key: Int] = [:]
        var fresh: [GenerationRequest] = []
        for (key, request) in zip(keys, joining) where kept[key] == nil && rows[key] == nil {
            rows[key] = fresh.count
            fresh.append(request)
        }
        let computed = fresh.isEmpty ? nil : try compute(fresh)
        let known = kept
        for key in keys {
            guard let left = waiting[key] else { continue }
            waiting[key] = left == 1 ? nil : left - 1
        }
        for key in Set(keys) {
            if waiting[key] == nil {
                kept[key] = nil
            } else if let row = rows[key], let computed {
                kept[key] = try computed.copy(row)
            }
        }
        if let computed, fresh.count == joining.count { return computed }
        return try Self.assemble(
            keys.map { key in
                if let known = known[key] { return (known, 0) }
                guard let computed, let row = rows[key] else {
                    preconditionFailure("a prompt is neither kept nor computed")
                }
                return (computed, row)
            })
    }

    /// One row for each source, aligned at their ends.
    static func assemble(_ sources: [(prompts: Prompts, row: Int)]) throws -> Prompts {
        let first = sources[0]
        let cache = try first.prompts.cache.copy(sources.map { _ in first.row })
        for (slot, source) in sources.enumerated().dropFirst() {
            try cache.replace([slot], with: source.prompts.cache, rows: [source.row])
        }
        return Prompts(
            cache: cache,
            hidden: try Tensor.cat(
                sources.map { try $0.prompts.hidden.narrow(0, start: $0.row, length: 1) }))
    }
}
