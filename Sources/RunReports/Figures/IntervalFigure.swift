package import Artifacts

/// One panel of the result chart: a category under one metric, a dot with its 95% interval per
/// model and length.
package struct IntervalFigure {
    package let category: String
    package let metric: String
    package let models: [String]
    package let lengths: [Int]
    package let rows: [EvaluationRow]
    package let plot: Plot
    /// What guessing reaches, by length.
    let chance: [Int: Double]

    /// - Parameters:
    ///   - rows: of one category and metric.
    ///   - models: all models of the chart, so that a model has the same mark in every panel.
    ///   - chance: what guessing reaches, by length; drawn where it is known.
    package init(_ rows: [EvaluationRow], models: [String], chance: [Int: Double] = [:]) {
        self.chance = chance
        category = rows.first?.category ?? ""
        metric = rows.first?.metric ?? ""
        self.models = models
        self.rows = rows.filter { $0.mean.isFinite }
        lengths = Set(rows.map(\.length)).sorted()
        let isShare = MetricUnit.of(metric) == .percent
        // Shares are comparable between panels, so they share a scale.
        let domain =
            isShare
            ? 0...1 : AxisScale.around(rows.flatMap { [$0.mean, $0.low, $0.high] })
        plot = Plot(
            x: 0...Double(max(lengths.count, 1)), y: domain, height: 180, left: 40)
    }

    /// Centre of a model's mark: lengths take equal bands, models stand side by side in a band.
    package func across(_ model: String, _ length: Int) -> Double {
        let band = Double(lengths.firstIndex(of: length) ?? 0)
        let place = Double(models.firstIndex(of: model) ?? 0)
        let step = min(0.7 / Double(max(models.count, 1)), 0.2)
        return plot.x(band + 0.5 + (place - Double(models.count - 1) / 2) * step)
    }

    package func markup() -> Markup {
        Shape.drawing(Plot.width, plot.height, label: label) {
            tag("g") {
                plot.rules(
                    plot.y.ticks(about: 4).map {
                        (
                            $0,
                            unit == .percent ? "\(Int(($0 * 100).rounded()))" : NumberText.short($0)
                        )
                    })
                plot.labels(
                    lengths.enumerated().map { (Double($0) + 0.5, NumberText.length($1)) })
            }
            for (index, model) in models.enumerated() {
                tag("g", ["class": "m\(index % ModelMark.count)"]) { series(model, index) }
            }
            for (index, length) in lengths.enumerated() {
                if let value = chance[length] { guessing(value, band: Double(index)) }
            }
        }
    }

    private func guessing(_ value: Double, band: Double) -> Markup {
        let at = plot.y(value)
        return tag("g") {
            Shape.line(plot.x(band), at, plot.x(band + 1), at, class: "reference")
            tag("title") { "chance: \(unit.text(value))" }
        }
    }

    var unit: MetricUnit { MetricUnit.of(metric) }

    func series(_ model: String, _ index: Int) -> [Markup] {
        let own = rows.filter { $0.model == model }.sorted { $0.length < $1.length }
        let line = own.map { (across(model, $0.length), plot.y($0.mean)) }
        return (line.count > 1 ? [Shape.path(line, class: "link")] : [])
            + own.map { row in
                let x = across(model, row.length)
                return tag("g") {
                    Shape.line(x, plot.y(row.low), x, plot.y(row.high), class: "whisker")
                    Shape.marker(index, x, plot.y(row.mean))
                    tag("title") {
                        "\(model), \(category), \(row.length) tokens: "
                            + unit.interval(mean: row.mean, low: row.low, high: row.high)
                            + ", n = \(row.n)"
                    }
                }
            }
    }

    var label: String {
        let parts = models.compactMap { model -> String? in
            let own = rows.filter { $0.model == model }.sorted { $0.length < $1.length }
            guard !own.isEmpty else { return nil }
            return "\(model) "
                + own.map { "\(unit.text($0.mean)) at \($0.length)" }.joined(separator: ", ")
        }
        return "\(category), \(metric) by context length: \(parts.joined(separator: "; "))."
    }
}
