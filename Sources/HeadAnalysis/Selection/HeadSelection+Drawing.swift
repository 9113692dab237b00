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

    /// The draw of each layer has a stream of its own, so that seeds that follow each other share
    /// none.
    static func drawSameLayers(
        as like: HeadSelection, of scores: HeadScores, seed: UInt64
    ) throws -> [HeadID] {
        let taken = Set(try like.heads(of: scores))
        let layers = Dictionary(grouping: taken, by: \.layer).sorted { $0.key < $1.key }
        return try layers.flatMap { layer, chosen in
            var stream = SeededGenerator.derive(seed, UInt64(layer))
            return try draw(
                chosen.count,
                from: scores.allHeads.filter { $0.layer == layer && !taken.contains($0) },
                seed: stream.next(), where: "of layer \(layer) outside \(like)")
        }
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
