import Artifacts
import Numbers
import Storage

extension HeadSelection {
    /// As many heads as `like` has, from those that it does not select and `isAllowed` admits.
    static func draw(
        as like: HeadSelection, from isAllowed: (HeadID) -> Bool, of scores: HeadScores,
        seed: UInt64, where place: String = ""
    ) throws -> [HeadID] {
        let taken = Set(try like.heads(of: scores))
        return try draw(
            taken.count, from: scores.allHeads.filter { !taken.contains($0) && isAllowed($0) },
            seed: seed, where: "outside \(like)\(place)")
    }

    /// In each layer as many as `like` selects there. A layer with too few others gives all of them, and the nearest
    /// layers the rest: five of nine heads that retrieve leave four.
    ///
    /// The draw of each layer has a stream of its own, so that seeds that follow each other share
    /// none.
    static func drawSameLayers(
        as like: HeadSelection, of scores: HeadScores, seed: UInt64
    ) throws -> [HeadID] {
        let taken = Set(try like.heads(of: scores))
        let layers = Dictionary(grouping: taken, by: \.layer).sorted { $0.key < $1.key }
        let free = scores.allHeads.filter { !taken.contains($0) }
        var drawn: [HeadID] = []
        var lacking: [(layer: Int, count: Int)] = []
        for (layer, chosen) in layers {
            var stream = SeededGenerator.derive(seed, UInt64(layer))
            let own = free.filter { $0.layer == layer }
            let count = min(chosen.count, own.count)
            drawn += try draw(
                count, from: own, seed: stream.next(), where: "of layer \(layer) outside \(like)")
            if count < chosen.count { lacking.append((layer, chosen.count - count)) }
        }
        for (layer, count) in lacking {
            var stream = SeededGenerator.derive(seed, UInt64(layer))
            // Its first number was for the layer itself.
            _ = stream.next()
            var left = free.filter { !drawn.contains($0) }
            guard count <= left.count else {
                throw UsageError(
                    "cannot draw \(taken.count) random heads from the \(free.count) outside \(like): select fewer."
                )
            }
            stream.shuffle(&left)
            // Stable by hand, for `sorted` does not promise it: of equal distances the order of the shuffle.
            let nearest = left.enumerated().sorted {
                (abs($0.element.layer - layer), $0.offset)
                    < (abs($1.element.layer - layer), $1.offset)
            }
            drawn += nearest.prefix(count).map(\.element)
        }
        return drawn
    }

    /// - Throws: `UsageError` when there are not so many.
    static func draw(
        _ count: Int, from heads: [HeadID], seed: UInt64, where place: String
    ) throws -> [HeadID] {
        guard count <= heads.count else {
            throw UsageError(
                "cannot draw \(count) random heads from the \(heads.count) \(place): select fewer.")
        }
        var stream = SeededGenerator(seed: seed)
        var shuffled = heads
        stream.shuffle(&shuffled)
        return Array(shuffled.prefix(count))
    }
}
