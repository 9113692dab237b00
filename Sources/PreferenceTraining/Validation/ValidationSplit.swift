import Numbers
import Storage

/// A split of pairs into those that are trained on and those that are only evaluated.
struct ValidationSplit: Equatable {
    /// Indices of pairs, in the order of the file.
    let training: [Int]
    let validation: [Int]

    /// Draws the held-out pairs by the seed: `size` of `pairs` (below 1, rounded, at least one), or
    /// as many as it says.
    ///
    ///     8 pairs, 0.25 -> 6 and 2        8 pairs, 3 -> 5 and 3
    ///
    /// - Throws: `UsageError` when no pair is left to train on.
    init(pairs: Int, size: Double?, seed: UInt64) throws {
        guard let size else {
            (training, validation) = (Array(0..<pairs), [])
            return
        }
        let count = size < 1 ? max(1, Int((Double(pairs) * size).rounded())) : Int(size)
        guard count < pairs else {
            throw UsageError(
                "holdOut is \(size) but there are \(pairs) pairs; hold out fewer, so that some are left to train on."
            )
        }
        var order = Array(0..<pairs)
        // A stream of its own: epochs take those of their numbers.
        var random = SeededGenerator.derive(seed, .max)
        random.shuffle(&order)
        let drawn = Set(order[..<count])
        training = (0..<pairs).filter { !drawn.contains($0) }
        validation = drawn.sorted()
    }
}
