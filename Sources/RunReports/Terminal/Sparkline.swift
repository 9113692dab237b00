import Foundation

/// A curve in one line of text: `█▆▅▃▃▂▁`.
public enum Sparkline {
    static let blocks = Array("▁▂▃▄▅▆▇█")

    /// The last values fill the last column; more values than columns are averaged, so that nothing
    /// falls between them. Lowest and highest value take the lowest and the highest block.
    ///
    ///     [3, 2, 1, 0], 4 columns -> █▆▃▁        [1, 1], 4 columns -> ▁▁
    public static func text(_ values: [Double], columns: Int) -> String {
        let means = self.means(values.filter(\.isFinite), columns: columns)
        guard let low = means.min(), let high = means.max() else { return "" }
        return String(
            means.map { value in
                let share = high > low ? (value - low) / (high - low) : 0
                return blocks[Int((share * Double(blocks.count - 1)).rounded())]
            })
    }

    /// At most `columns` means of neighbours.
    static func means(_ values: [Double], columns: Int) -> [Double] {
        guard values.count > columns else { return values }
        return (0..<max(columns, 0)).map { column in
            let part = values[
                (column * values.count / columns)..<((column + 1) * values.count / columns)]
            return part.reduce(0, +) / Double(part.count)
        }
    }
}
