/// One panel of the training curves: one or two values against the step.
package struct CurveFigure {
    package struct Curve: Sendable {
        package let name: String
        /// Finite values only, by step.
        package let points: [(step: Int, value: Double)]

        package init(_ name: String, _ points: [(step: Int, value: Double)]) {
            self.name = name
            self.points = points.filter { $0.value.isFinite }
        }
    }

    package let title: String
    package let curves: [Curve]
    /// A value worth comparing with, such as chance; it is drawn as a dashed line.
    package let reference: (value: Double, label: String)?
    package let plot: Plot

    /// - Parameter includes: values that the vertical axis has to reach, whatever the data are.
    package init(
        _ title: String, _ curves: [Curve], reference: (value: Double, label: String)? = nil,
        includes: [Double] = []
    ) {
        self.title = title
        self.curves = curves
        self.reference = reference
        let steps = curves.flatMap { $0.points.map(\.step) }
        let first = Double(steps.min() ?? 0)
        let last = Double(steps.max() ?? 1)
        let values = curves.flatMap { $0.points.map(\.value) }
        plot = Plot(
            x: first...max(last, first + 1),
            y: AxisScale.around(values + includes + (reference.map { [$0.value] } ?? [])),
            height: 170, left: 50)
    }

    package func markup() -> Markup {
        Shape.drawing(Plot.width, plot.height, label: label) {
            tag("g") {
                plot.rules(plot.y.ticks(about: 4).map { ($0, NumberText.short($0)) })
                plot.labels(
                    plot.x.ticks(about: 5).filter { $0 == $0.rounded() }.map { ($0, "\(Int($0))") })
            }
            if let reference {
                let at = plot.y(reference.value)
                Shape.line(plot.x.start, at, plot.x.end, at, class: "reference")
                // Under the line where the plot ends above it.
                let isHigh = at < plot.y.end + 14
                Shape.text(
                    reference.label, plot.x.end, isHigh ? at + 13 : at - 4, class: "end soft")
            }
            for (index, curve) in curves.enumerated() {
                Shape.path(
                    Self.thinned(curve.points).map { (plot.x(Double($0.step)), plot.y($0.value)) },
                    class: "curve c\(index)")
                // A lone point has no line.
                if curve.points.count < 3 {
                    for point in curve.points {
                        Shape.circle(
                            plot.x(Double(point.step)), plot.y(point.value), 2.5,
                            class: "spot c\(index)")
                    }
                }
            }
            tag("g", ["class": "hover"]) { tips() }
        }
    }

    var label: String {
        let parts = curves.compactMap { curve -> String? in
            guard let first = curve.points.first, let last = curve.points.last else { return nil }
            return "\(curve.name) from \(NumberText.short(first.value)) at step \(first.step) to "
                + "\(NumberText.short(last.value)) at step \(last.step)"
        }
        return "\(title) by training step: \(parts.joined(separator: "; "))."
    }

    /// Long curves keep the lowest and the highest point of every stretch, so that spikes stay.
    package static func thinned(
        _ points: [(step: Int, value: Double)], stretches: Int = 300
    ) -> [(step: Int, value: Double)] {
        guard points.count > 2 * stretches else { return points }
        return (0..<stretches).flatMap { index in
            let range =
                (index * points.count / stretches)..<((index + 1) * points.count / stretches)
            let low = range.min { points[$0].value < points[$1].value }!
            let high = range.max { points[$0].value < points[$1].value }!
            return Set([low, high]).sorted().map { points[$0] }
        }
    }

    /// Invisible columns that name the values under the pointer; at most 60.
    func tips() -> [Markup] {
        guard let longest = curves.max(by: { $0.points.count < $1.points.count })?.points,
            !longest.isEmpty
        else { return [] }
        let every = (longest.count + 59) / 60
        let picked = stride(from: 0, to: longest.count, by: every).map { longest[$0].step }
        let half = (plot.x.end - plot.x.start) / Double(picked.count) / 2
        return picked.map { step in
            let values = curves.compactMap { curve in
                curve.points.first { $0.step == step }.map {
                    "\(curve.name) \(NumberText.short($0.value))"
                }
            }
            return Shape.rectangle(
                plot.x(Double(step)) - half, plot.y.end, 2 * half, plot.y.start - plot.y.end,
                class: "tip", tip: "step \(step): \(values.joined(separator: ", "))")
        }
    }
}
