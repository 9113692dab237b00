import Artifacts

/// Prompts that are used more than once, such as for several samples of one answer or for scoring its
/// completions: computed with the first request for them, copied for the others, dropped after the last.
///
///     to come:  A A A B B C        A joins: computed and kept, for two more come
///                 A A B B C        A joins: copied
///                   A B B C        A and B join: A is copied and dropped, B is computed
///
/// It is not one type with ``PrefixCache``, which keeps one sequence, changes it in place and compares
/// beginnings. This one keeps whole prompts that do not change, finds them by equality and counts their
/// uses; what could share it is ``ComputedPrompts``.
final class PromptCache {
    private struct Key: Hashable {
        let prompt: [Int]
        let ablation: HeadAblation

        init(_ prompt: [Int], _ ablation: HeadAblation) {
            self.prompt = prompt
            // The gate of no head makes no difference.
            self.ablation = ablation.heads.isEmpty ? .none : ablation
        }

        init(_ request: GenerationRequest) { self.init(request.prompt, request.ablation) }
    }

    /// Uses to come of prompts that have more than one.
    private var uses: [Key: Int]
    private var kept: [Key: ComputedPrompts] = [:]

    /// - Parameters:
    ///   - requests: all that there will be.
    ///   - scored: prompts that are used under the whole model after that, each as often as it is used.
    init(_ requests: [GenerationRequest], scored: [[Int]] = []) {
        let keys = requests.map { Key($0) } + scored.map { Key($0, .none) }
        uses = Dictionary(keys.map { ($0, 1) }, uniquingKeysWith: +).filter { $0.value > 1 }
    }

    /// The prompts of some requests, row by row.
    ///
    /// - Parameter compute: called with the requests whose prompts are not there, if there are any.
    func reuse(
        _ joining: [GenerationRequest], compute: ([GenerationRequest]) throws -> ComputedPrompts
    ) throws -> ComputedPrompts {
        let keys = joining.map { Key($0) }
        var rows: [Key: Int] = [:]
        var fresh: [GenerationRequest] = []
        for (key, request) in zip(keys, joining) where kept[key] == nil && rows[key] == nil {
            rows[key] = fresh.count
            fresh.append(request)
        }
        let computed = fresh.isEmpty ? nil : try compute(fresh)
        let known = kept
        for key in keys { release(key) }
        for (key, row) in rows where uses[key] != nil { kept[key] = try computed?.copy(row) }
        if let computed, fresh.count == joining.count { return computed }
        return try ComputedPrompts.assemble(
            keys.map { key in
                if let known = known[key] { return (known, 0) }
                guard let computed, let row = rows[key] else {
                    preconditionFailure("a prompt is neither kept nor computed")
                }
                return (computed, row)
            })
    }

    /// A prompt that was computed under the whole model and is kept for scoring; not to be written to.
    func reuse(_ prompt: [Int]) -> ComputedPrompts {
        guard let found = kept[Key(prompt, .none)] else {
            preconditionFailure("a completion is scored before its prompt is computed")
        }
        forget(prompt)
        return found
    }

    /// One use for scoring will not come.
    func forget(_ prompt: [Int]) { release(Key(prompt, .none)) }

    private func release(_ key: Key) {
        guard let left = uses[key] else { return }
        uses[key] = left == 1 ? nil : left - 1
        if left == 1 { kept[key] = nil }
    }
}
