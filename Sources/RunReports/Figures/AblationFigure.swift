import Foundation

/// A measure of a model against the number of silenced heads: one panel, a line with its band for the heads with
/// the highest scores and one for random heads.
///
/// The horizontal axis is log2(1 + heads), so that 0 has a place and doublings are nearly equal
/// steps.
package struct AblationFigure {
    package let title: String
    package let unit: MetricUnit
    /// Random heads, then the highest scores: the one of interest is drawn on top.
    package let series: [AblationReport.Series]
    package let plot: Plot
    let counts: [Int]

    /// - Parameter series: each with the same first point, at 0 heads.
    package init(_ title: String, unit: MetricUnit, series: [AblationReport.Series]) {
        self.title = title
        self.unit = unit
        self.series = series
        let points = series.flatMap(\.points)
        counts = Set(points.map(\.heads)).sorted()
        let ends = points.flatMap { [$0.low, $0.value, $0.high] }
        // Less than a tenth of the whole is drawn small, because it is.
        let base = points.first { $0.heads == 0 }?.value ?? 0
        plot = Plot(
            x: 0...max(Self.position(counts.last ?? 1), 1),
            y: unit == .percent ? 0...1 : AxisScale.around(ends + [0.9 * base, 1.1 * base]),
            height: 230, left: 46, bottom: 38)
    }

    static func position(_ heads: Int) -> Double { log2(1 + Double(heads)) }

    package func across(_ heads: Int) -> Double { plot.x(Self.position(heads)) }

    package func markup() -> Markup {
        Shape.drawing(Plot.width, plot.height, label: label) {
            tag("g") {
                plot.rules(
                    plot.y.ticks(about: 5).map {
                        ($0, unit == .percent ? NumberText.percent($0) : NumberText.short($0))
                    })
                plot.labels(counts.map { (Self.position($0), "\($0)") })
                plot.title("heads silenced")
            }
            for (index, series) in series.enumerated() {
                tag("g", ["class": "m\(index % ModelMark.count)"]) { band(series) }
            }
            for (index, series) in series.enumerated() {
                tag("g", ["class": "m\(index % ModelMark.count)"]) { line(series, index) }
            }
        }
    }

    /// The interval of every point, joined; none where no point has a width.
    private func band(_ series: AblationReport.Series) -> [Markup] {
        guard series.points.contains(where: { $0.high > $0.low }) else { return [] }
        let upper = series.points.map { (across($0.heads), plot.y($0.high)) }
        let lower = series.points.reversed().map { (across($0.heads), plot.y($0.low)) }
        let corners = (upper + lower).map {
            NumberText.coordinate($0.0) + "," + NumberText.coordinate($0.1)
        }
        return [tag("polygon", ["points": corners.joined(separator: " "), "class": "band"])]
    }

    private func line(_ series: AblationReport.Series, _ index: Int) -> [Markup] {
        let places = series.points.map { (x: across($0.heads), y: plot.y($0.value)) }
        return [Shape.path(places, class: "link")]
            + zip(series.points, places).map { point, place in
                tag("g") {
                    Shape.marker(index, place.x, place.y)
                    tag("title") { "\(point.heads) heads, \(series.name): \(text(point))" }
                }
            }
    }

    func text(_ point: AblationReport.Point) -> String {
        point.high > point.low
            ? unit.interval(mean: point.value, low: point.low, high: point.high)
            : unit.text(point.value)
    }

    var label: String {
        let parts = series.map { series in
            "\(series.name) "
                + series.points.map { "\(unit.text($0.value)) at \($0.heads)" }
                .joined(separator: ", ")
        }
        return "\(title) by number of silenced heads: \(parts.joined(separator: "; "))."
    }
}
