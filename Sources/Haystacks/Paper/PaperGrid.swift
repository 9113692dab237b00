/// The numbers of the published procedure.
public enum PaperGrid {
    /// numpy's `round(linspace(start, end, count))`: halves go to the even neighbour.
    ///
    ///     PaperGrid.rounded(0, 5000, 20)   // 0, 263, 526, 789, 1053, ..., 5000
    static func rounded(_ start: Int, _ end: Int, _ count: Int) -> [Int] {
        // numpy multiplies by the step and sets the last value; the order decides halves.
        let step = Double(end - start) / Double(max(count - 1, 1))
        return (0..<count).map { index in
            let value =
                index == count - 1 && count > 1
                ? Double(end) : Double(index) * step + Double(start)
            return Int(value.rounded(.toNearestOrEven))
        }
    }

    /// 20 lengths from `start` to `end`.
    public static func lengths(from start: Int, to end: Int) -> [Int] { rounded(start, end, 20) }

    /// 0, 11, 22, 33, 44, 56, 67, 78, 89, 100.
    public static let depths = rounded(0, 100, 10).map(Double.init)
}
