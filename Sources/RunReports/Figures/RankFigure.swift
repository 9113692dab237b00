package import Artifacts
import Foundation

/// Every head's score against its rank, which shows how few heads stand out and where the selection ends.
///
/// The vertical axis is logarithmic, so that the tail can be read; a gap below it holds the heads
/// that never scored, for which a logarithm has no place. With more than 128 heads the ranks are
/// logarithmic too, or the few that matter would share one pixel.
package struct RankFigure {
    package let scores: HeadScores
    package let selected: Set<HeadID>
    package let intervals: [HeadID: ClosedRange<Double>]
    package let threshold: Double?
    package let plot: Plot
    let floor: Double
    let ranking: [(head: HeadID, score: Double)]
    static let gap = 0.35

    package init(
        _ scores: HeadScores, selected: Set<HeadID>, intervals: [HeadID: ClosedRange<Double>],
        threshold: Double?
    ) {
        self.scores = scores
        self.selected = selected
        self.intervals = intervals
        self.threshold = threshold
        ranking = scores.ranking
        let positive = ranking.map(\.score).filter { $0 > 0 }
        // Whole decades, at most four: below 0.0001 a score is nothing.
        let lowest = max(positive.min() ?? 0.1, 1e-4)
        floor = min(log10(lowest).rounded(.down), -1)
        let top = max(log10(max(positive.max() ?? 1, 1)).rounded(.up), 0)
        plot = Plot(
            x: Self.position(
                0.5, of: ranking.count)...Self.position(
                    Double(max(ranking.count, 1)) + 0.5, of: ranking.count),
            y: (floor - Self.gap)...top,
            height: 250, bottom: 38)
    }

    package var hasLogarithmicRanks: Bool { ranking.count > 128 }

    static func position(_ rank: Double, of count: Int) -> Double {
        count > 128 ? log10(rank) : rank
    }

    /// Coordinate of a rank; 1 is the highest score.
    package func across(_ rank: Double) -> Double {
        plot.x(Self.position(rank, of: ranking.count))
    }

    /// Coordinate of a score; zero and what lies under the axis are drawn on the zero line.
    package func height(_ score: Double) -> Double {
        score > 0 && log10(score) >= floor ? plot.y(log10(score)) : plot.y(floor - Self.gap)
    }

    /// Ranks up to which the selection is exactly the top of the ranking; nil for other selections,
    /// such as random controls.
    package var cut: Int? {
        let top = ranking.prefix(selected.count).map(\.head)
        return !selected.isEmpty && Set(top) == selected ? selected.count : nil
    }

    package func markup() -> Markup {
        Shape.drawing(Plot.width, plot.height, label: label) {
            tag("g") {
                plot.rules(ticks)
                plot.labels(rankTicks)
                plot.title("rank")
            }
            tag("g") { selectionLines() }
            tag("g") { marks() }
        }
    }

    var label: String {
        let end = cut.map { ", the highest \($0) of them silenced" } ?? ""
        return """
            Scores of \(ranking.count) heads in descending order\(end); from \
            \(NumberText.short(ranking.first?.score ?? 0)) to \
            \(NumberText.short(ranking.last?.score ?? 0)).
            """
    }

    var ticks: [(value: Double, label: String)] {
        stride(from: plot.y.domain.upperBound, through: floor, by: -1).map {
            ($0, NumberText.short(pow(10, $0)))
        } + [(floor - Self.gap, "0")]
    }

    var rankTicks: [(value: Double, label: String)] {
        let count = ranking.count
        let round =
            hasLogarithmicRanks
            ? [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000]
            : plot.x.ticks(about: 5).filter { $0 >= 2 }
        return ([1] + round).filter { $0 <= Double(count) }
            .map { (Self.position($0, of: count), "\(Int($0))") }
    }

    func selectionLines() -> [Markup] {
        var lines: [Markup] = []
        if let cut {
            let at = across(Double(cut) + 0.5)
            lines.append(Shape.line(at, plot.y.end, at, plot.y.start, class: "cut"))
            let text = "\(cut) silenced"
            // Beside the line where there is room, and low, where the curve is not.
            let isLeft = at + Shape.width(text) + 8 > plot.x.end
            lines.append(
                Shape.text(
                    text, isLeft ? at - 5 : at + 5, plot.y.start - 30,
                    class: isLeft ? "accent end" : "accent"))
        }
        if let threshold, threshold > 0 {
            let at = height(threshold)
            lines.append(Shape.line(plot.x.start, at, plot.x.end, at, class: "cut"))
            lines.append(
                Shape.text(
                    "threshold \(NumberText.short(threshold))", plot.x.end, at - 5,
                    class: "accent end"))
        }
        return lines
    }

    func marks() -> [Markup] {
        let spacing = (plot.x.end - plot.x.start) / Double(max(ranking.count, 1))
        let radius = hasLogarithmicRanks ? 2 : min(max(spacing * 0.42, 1.2), 3.6)
        return ranking.enumerated().map { index, item in
            let x = across(Double(index + 1))
            let isSelected = selected.contains(item.head)
            let interval = intervals[item.head]
            let bounds = interval.map {
                ", 95% interval \(NumberText.short($0.lowerBound)) to "
                    + NumberText.short($0.upperBound)
            }
            return tag("g", ["class": isSelected ? "chosen" : "other"]) {
                if let interval, interval.upperBound > interval.lowerBound {
                    Shape.line(
                        x, height(interval.lowerBound), x, height(interval.upperBound),
                        class: "whisker")
                }
                Shape.circle(x, height(item.score), radius, class: "dot")
                tag("title") {
                    "rank \(index + 1), head \(item.head): \(NumberText.short(item.score))"
                        + (bounds ?? "") + (isSelected ? ", silenced" : "")
                }
            }
        }
    }
}
