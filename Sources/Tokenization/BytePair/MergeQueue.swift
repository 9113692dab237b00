import Collections

/// Merging of long pieces (a run of a thousand spaces, text without any) in n log n steps, where
/// the plain scan would need n².
enum MergeQueue {
    struct Candidate: Comparable {
        let rank: Int32
        let place: Int
        let left: Int32
        let right: Int32
        let made: Int32

        static func < (one: Candidate, two: Candidate) -> Bool {
            (one.rank, one.place) < (two.rank, two.place)
        }
    }

    static func merge(
        _ start: [(id: Int32, length: Int32)], _ merges: MergeTable
    ) -> [(id: Int32, length: Int32)] {
        var symbols = start
        // Neighbours as a linked list; a symbol that was merged into its left one has length 0.
        var next = Array(symbols.indices.dropFirst()) + [-1]
        var previous = [-1] + Array(symbols.indices.dropLast())
        var heap = Heap<Candidate>()
        func push(_ place: Int) {
            guard place >= 0, next[place] >= 0 else { return }
            let (left, right) = (symbols[place].id, symbols[next[place]].id)
            guard let merge = merges[left, right] else { return }
            heap.insert(
                Candidate(
                    rank: merge.rank, place: place, left: left, right: right, made: merge.made))
        }
        for place in symbols.indices { push(place) }
        while let best = heap.popMin() {
            let place = best.place
            // Candidates whose symbols have changed since are stale.
            guard symbols[place].length > 0, symbols[place].id == best.left, next[place] >= 0,
                symbols[next[place]].id == best.right
            else { continue }
            let gone = next[place]
            symbols[place] = (best.made, symbols[place].length + symbols[gone].length)
            symbols[gone].length = 0
            next[place] = next[gone]
            if next[gone] >= 0 { previous[next[gone]] = place }
            push(previous[place])
            push(place)
        }
        return symbols.filter { $0.length > 0 }
    }
}
