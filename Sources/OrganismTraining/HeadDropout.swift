import Numbers

/// Head dropout of one step: whole heads of a row are silenced at random.
///
/// A quarter of the rows keep all heads; another row has a rate drawn from 0 to its highest, and each of
/// its heads is silenced with that rate, independently. The heads that stay are not scaled up. A
/// model grown like this does its work in more than one place, as big models do, and that is what
/// makes masking random heads a fair control.
struct HeadDropout {
    var layers: Int
    var heads: Int
    static let untouched = 0.25

    /// Gates of all rows, [rows * layers * heads] of 0 or 1; nil when nothing can be silenced.
    ///
    /// They depend on seed and step alone, so a run can go on from any step and the number of
    /// workers does not matter.
    ///
    /// - Parameter most: the highest rate of each row, 0 to 1.
    func gates(seed: UInt64, step: Int, most: [Double]) -> [Float]? {
        guard most.contains(where: { $0 > 0 }) else { return nil }
        var random = SeededGenerator.derive(seed, UInt64(step))
        var gates: [Float] = []
        gates.reserveCapacity(most.count * layers * heads)
        for most in most {
            let rate =
                random.uniform() < Self.untouched ? 0 : random.uniform() * most
            for _ in 0..<layers * heads { gates.append(random.uniform() < rate ? 0 : 1) }
        }
        return gates
    }
}
