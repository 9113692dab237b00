/// A curve over several lines of a terminal, drawn with the dots of Braille, two by four a letter.
///
///     loss
///      0.693 ⣀
///            ⠀⠉⠢⡀
///      0.412 ⠀⠀⠀⠈⠒⠤
///            1     50
public struct TerminalChart: Sendable {
    public var title: String
    /// Step and value, in the order of the steps.
    public var points: [(step: Int, value: Double)]

    public init(_ title: String, _ points: [(step: Int, value: Double)]) {
        self.title = title
        self.points = points.filter { $0.value.isFinite }
    }

    /// Lines of the chart; none for fewer than two points.
    ///
    /// - Parameters:
    ///   - columns: letters across the curve.
    ///   - rows: lines of the curve, at least 2.
    public func lines(columns: Int, rows: Int) -> [String] {
        guard points.count > 1, columns > 0, rows > 1, let first = points.first?.step,
            let last = points.last?.step, let low = points.map(\.value).min(),
            let high = points.map(\.value).max()
        else { return [] }
        var dots = Array(repeating: Array(repeating: UInt32(0), count: columns), count: rows)
        let (width, height) = (columns * 2, rows * 4)
        func place(_ point: (step: Int, value: Double)) -> (x: Double, y: Double) {
            let across = Double(point.step - first) / Double(max(1, last - first))
            let up = high > low ? (point.value - low) / (high - low) : 0
            return (across * Double(width - 1), (1 - up) * Double(height - 1))
        }
        for (one, two) in zip(points.map(place), points.dropFirst().map(place)) {
            // Enough dots that the line between two points has no gap.
            let steps = max(1, Int(max(abs(two.x - one.x), abs(two.y - one.y)).rounded(.up)))
            for step in 0...steps {
                let share = Double(step) / Double(steps)
                let x = Int((one.x + (two.x - one.x) * share).rounded())
                let y = Int((one.y + (two.y - one.y) * share).rounded())
                dots[y / 4][x / 2] |= Self.bit(x % 2, y % 4)
            }
        }
        let labels = [0: NumberText.fixed(high), rows - 1: NumberText.fixed(low)]
        let margin = labels.values.map(\.count).max() ?? 0
        let curve = dots.enumerated().map { row, cells in
            let line = String(
                String.UnicodeScalarView(cells.compactMap { UnicodeScalar(0x2800 + $0) }))
            return "  \((labels[row] ?? "").aligned(.right, width: margin)) \(line)"
        }
        let gap = max(1, columns - "\(first)".count - "\(last)".count)
        let axis =
            "  \("".aligned(.right, width: margin)) \(first)\("".aligned(.left, width: gap))\(last)"
        return [title] + curve + [axis]
    }

    /// Braille numbers its dots down the left column, then the right; the fourth row came later.
    private static func bit(_ x: Int, _ y: Int) -> UInt32 {
        y == 3 ? (x == 0 ? 0x40 : 0x80) : 1 << UInt32(y + 3 * x)
    }
}
