import Torch

extension Generator {
    /// One step that takes several tokens where a row says what its draft says (speculative decoding,
    /// Leviathan et al. 2023, with a draft that costs nothing).
    ///
    ///     last token  under         draft after it  the blue pot .
    ///     one pass over             under the blue pot .
    ///     says next                 the blue pot <end> ...        takes the blue pot <end>
    ///
    /// Every token taken is the most likely one after those before it, so a greedy answer stays what
    /// it is (up to the last bits of the logits, which kernels may round otherwise for several tokens
    /// at once). A row whose draft is wrong from the start takes one token, as in any step.
    func takeDrafts(
        _ batch: inout RowBatch, observes: Bool, _ onToken: ((Int, Int) -> Bool)?
    ) throws {
        let drafts = batch.drafts
        guard let most = drafts.map(\.count).max(), most > 0 else { return }
        let start = batch.cache.length
        let count = most + 1
        let inputs = zip(batch.lastTokens, drafts).map { last, draft in
            [last] + draft + Array(repeating: 0, count: most - draft.count)
        }
        let reader = try observes ? self.reader(batch, drafts, from: start, count) : nil
        let hidden = try model.hidden(
            Tensor(inputs.flatMap { $0 }, shape: [batch.rows, count]).to(model.device),
            cache: batch.cache, gates: batch.gates, observer: reader)
        // Only the places that a row may take a token from get logits.
        let wanted = drafts.enumerated().flatMap { place, draft in
            batch.isDone(place) ? [] : (0...draft.count).map { place * count + $0 }
        }
        let next = try likeliest(hidden.reshape([batch.rows * count, -1]), wanted)
        let seen = try reader?.take().map(\.best)
        var taken = [Int](repeating: count, count: batch.rows)
        for (place, draft) in drafts.enumerated() where !batch.isDone(place) {
            var step = 0
            while true {
                guard let token = next[place * count + step] else { break }
                batch.accept(
                    token, at: place, seen: seen?[place][step], isStop: stopIDs.contains(token),
                    onToken)
                if batch.isDone(place) { break }
                guard step < draft.count, draft[step] == token else {
                    taken[place] = step + 1
                    break
                }
                step += 1
            }
        }
        let active = taken.indices.filter { !batch.isDone($0) }
        guard let longest = active.map({ taken[$0] }).max() else { return }
        // The next token of every row goes into the same column again.
        batch.cache.truncate(to: start + longest)
        for place in active where taken[place] < longest {
            try batch.cache.shift(row: place, by: longest - taken[place])
        }
    }

    /// The most likely token at places of flat states [n, hidden]; few logits are held at a time.
    private func likeliest(_ states: Tensor, _ places: [Int]) throws -> [Int: Int] {
        let rows = max(1, MemoryEstimate.draftLogits / model.configuration.vocabularySize)
        var found: [Int: Int] = [:]
        for start in stride(from: 0, to: places.count, by: rows) {
            let part = Array(places[start..<min(start + rows, places.count)])
            let index = try Tensor(part, shape: [part.count]).to(model.device)
            let tokens = try model.logits(states.indexSelect(0, index)).argmax(-1).ints()
            for (place, token) in zip(part, tokens) { found[place] = token }
        }
        return found
    }

    /// Notes where the heads of every row look in the columns from `start` on.
    private func reader(
        _ batch: RowBatch, _ drafts: [[Int]], from start: Int, _ count: Int
    ) throws -> AttentionReader {
        let padding = batch.cache.padding
        let requests = zip(padding, drafts).map { left, draft in
            let first = start - left
            return ReadingRequest(
                tokens: [], queries: first..<first + draft.count + 1, target: 0..<0)
        }
        return try AttentionReader(
            requests, padding: padding, columns: start..<start + count, device: model.device)
    }
}
