import Artifacts

/// Which pairs are trained on, and which only evaluated.
struct HeldOutSplit: Equatable {
    /// Indices of pairs, in the order of the file.
    let trained: [Int]
    let heldOut: [Int]

    /// Draws the held-out pairs by the seed: `share` of `pairs` (below 1, rounded, at least one), or
    /// as many as it says.
    ///
    ///     8 pairs, 0.25 -> 6 and 2        8 pairs, 3 -> 5 and 3
    ///
    /// - Throws: `UsageError` when no pair is left to train on.
    init(pairs: Int, share: Double?, seed: UInt64) throws {
        guard let share else {
            (trained, heldOut) = (Array(0..<pairs), [])
            return
        }
        let count = share < 1 ? max(1, Int((Double(pairs) * share).rounded())) : Int(share)
        guard count < pairs else {
            throw UsageError(
                "holdOut is \(share) but there are \(pairs) pairs; hold out fewer, so that some are left to train on."
            )
        }
        var order = Array(0..<pairs)
        // A stream of its own: epochs take those of their numbers.
        var random = SeededGenerator.derive(seed, .max)
        random.shuffle(&order)
        let drawn = Set(order[..<count])
        trained = (0..<pairs).filter { !drawn.contains($0) }
        heldOut = drawn.sorted()
    }
}
