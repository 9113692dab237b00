import Torch

extension Generator {
    /// One step that takes several tokens where a row agrees with its draft (speculative decoding,
    /// Leviathan et al. 2023, with a draft that costs nothing).
    ///
    ///     last token  under         draft after it  the blue pot .
    ///     one pass over             under the blue pot .
    ///     arg-max                   the blue pot <end> ...        takes the blue pot <end>
    ///
    /// Every token taken is the most likely one after those before it, so a greedy answer stays what
    /// it is (up to the last bits of the logits, which kernels may round otherwise for several tokens
    /// at once). A row whose draft is wrong from the start takes one token, as in any step.
    func takeDrafts(_ batch: inout GenerationBatch, observes: Bool) throws {
        let drafts = batch.drafts
        guard let most = drafts.map(\.count).max(), most > 0 else { return }
        let start = batch.cache.length
        let count = most + 1
        let inputs = zip(batch.lastTokens, drafts).map { last, draft in
            [last] + draft + Array(repeating: 0, count: most - draft.count)
        }
        let hook = try observes ? self.hook(batch, drafts, from: start, count) : nil
        let hidden = try model.hiddenStates(
            Tensor(inputs.flatMap { $0 }, shape: [batch.count, count]).to(model.device),
            cache: batch.cache, gates: batch.gates, hook: hook)
        // Logits only where a row may take a token from.
        let wanted = drafts.enumerated().flatMap { slot, draft in
            batch.isDone(slot) ? [] : (0...draft.count).map { slot * count + $0 }
        }
        let next = try argmax(hidden.reshape([batch.count * count, -1]), at: wanted)
        let seen = try hook?.take().map(\.argmax)
        var taken = [Int](repeating: count, count: batch.count)
        for (slot, draft) in drafts.enumerated() where !batch.isDone(slot) {
            var step = 0
            while true {
                guard let token = next[slot * count + step] else { break }
                batch.append(token, to: slot, seen: seen?[slot][step])
                if batch.isDone(slot) { break }
                guard step < draft.count, draft[step] == token else {
                    taken[slot] = step + 1
                    break
                }
                step += 1
            }
        }
        let active = taken.indices.filter { !batch.isDone($0) }
        guard let longest = active.map({ taken[$0] }).max() else { return }
        // The next token of every row goes into the same column again.
        batch.cache.truncate(to: start + longest)
        for slot in active where taken[slot] < longest {
            try batch.cache.shift(row: slot, by: longest - taken[slot])
        }
    }

    /// The most likely token at indices of flat states [n, hidden]; few logits are held at a time.
    private func argmax(_ states: Tensor, at all: [Int]) throws -> [Int: Int] {
        let rows = max(1, MemoryEstimate.draftLogits / model.configuration.vocabularySize)
        var found: [Int: Int] = [:]
        for start in stride(from: 0, to: all.count, by: rows) {
            let part = Array(all[start..<min(start + rows, all.count)])
            let indices = try Tensor(part, shape: [part.count]).to(model.device)
            let tokens = try model.logits(states.indexSelect(0, indices)).argmax(-1).ints()
            for (index, token) in zip(part, tokens) { found[index] = token }
        }
        return found
    }

    /// A hook on the attention of every row in the columns from `start` on.
    private func hook(
        _ batch: GenerationBatch, _ drafts: [[Int]], from start: Int, _ count: Int
    ) throws -> AttentionPatternHook {
        let padding = batch.cache.padding
        let requests = zip(padding, drafts).map { left, draft in
            let first = start - left
            return AttentionQuery(
                tokens: [], queries: first..<first + draft.count + 1, target: 0..<0)
        }
        return try AttentionPatternHook(
            requests, padding: padding, columns: start..<start + count, device: model.device)
    }
}
