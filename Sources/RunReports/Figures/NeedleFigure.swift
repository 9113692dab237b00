package import Artifacts

/// Probes by context length and depth of the needle: one number per cell, 0 to 1, as a colour.
package struct NeedleFigure {
    package struct Place: Hashable, Sendable {
        package let length: Int
        package let depth: Double
        package init(length: Int, depth: Double) {
            self.length = length
            self.depth = depth
        }
    }

    /// Probes of one place.
    package struct Cell: Sendable, Equatable {
        package var attempts = 0
        package var successes = 0
        /// Sum of the ROUGE-1 recalls.
        var recall = 0.0
        package var meanRecall: Double { attempts == 0 ? 0 : recall / Double(attempts) }
        package var successRate: Double {
            attempts == 0 ? 0 : Double(successes) / Double(attempts)
        }
    }

    package enum Measure: Sendable { case success, recall }

    package let lengths: [Int]
    package let depths: [Double]
    package let cells: [Place: Cell]

    package init(_ trials: [NeedleTrial]) {
        lengths = Set(trials.map(\.length)).sorted()
        depths = Set(trials.map(\.depth)).sorted()
        var cells: [Place: Cell] = [:]
        for trial in trials {
            let place = Place(length: trial.length, depth: trial.depth)
            cells[place, default: Cell()].attempts += 1
            cells[place, default: Cell()].successes += trial.success ? 1 : 0
            cells[place, default: Cell()].recall += trial.recall.isFinite ? trial.recall : 0
        }
        self.cells = cells
    }

    static let left = 52.0
    static let top = 6.0
    var width: Double { (Plot.width - Self.left - 4) / Double(max(lengths.count, 1)) }
    var height: Double { min(max(width * 0.8, 20), 34) }

    package func markup(_ measure: Measure) -> Markup {
        let bottom = Self.top + Double(depths.count) * height
        return Shape.drawing(Plot.width, bottom + 34, label: label(measure)) {
            for (row, depth) in depths.enumerated() {
                for (column, length) in lengths.enumerated() {
                    if let cell = cells[Place(length: length, depth: depth)] {
                        self.cell(cell, length, depth, column, row, measure)
                    }
                }
            }
            tag("g") { axes(bottom) }
        }
    }

    func label(_ measure: Measure) -> String {
        let name = measure == .success ? "Share of probes that found the needle" : "Mean recall"
        let values = cells.values.map { value($0, measure) }
        return """
            \(name) at \(lengths.count) lengths and \(depths.count) depths, from \
            \(NumberText.short(values.min() ?? 0)) to \(NumberText.short(values.max() ?? 0)).
            """
    }

    func value(_ cell: Cell, _ measure: Measure) -> Double {
        measure == .success ? cell.successRate : cell.meanRecall
    }

    func cell(
        _ cell: Cell, _ length: Int, _ depth: Double, _ column: Int, _ row: Int,
        _ measure: Measure
    ) -> [Markup] {
        let level = ScoreColours.level(value(cell, measure))
        let x = Self.left + Double(column) * width
        let y = Self.top + Double(row) * height
        let tip = """
            \(length) tokens, depth \(NumberText.short(depth))%: \(cell.successes) of \
            \(cell.attempts) found, mean recall \(NumberText.short(cell.meanRecall))
            """
        let text =
            measure == .success
            ? "\(cell.successes)/\(cell.attempts)" : NumberText.percent(cell.meanRecall)
        let fits = Shape.width(text) + 4 < width
        return [
            tag("g") {
                Shape.rectangle(x, y, width - 1, height - 1, class: "v\(level)")
                if fits {
                    Shape.text(
                        text, x + width / 2 - 0.5, y + height / 2 + 3.4,
                        class: "mid t\(level)")
                }
                tag("title") { tip }
            }
        ]
    }

    func axes(_ bottom: Double) -> [Markup] {
        var edge = -Double.infinity
        let across = lengths.enumerated().compactMap { column, length -> Markup? in
            let text = NumberText.length(length)
            let at = Self.left + (Double(column) + 0.5) * width
            guard at - Shape.width(text) / 2 > edge + 4 else { return nil }
            edge = at + Shape.width(text) / 2
            return Shape.text(text, at, bottom + 13, class: "mid")
        }
        let down = depths.enumerated().map { row, depth in
            Shape.text(
                "\(NumberText.short(depth))%", Self.left - 6,
                Self.top + (Double(row) + 0.5) * height + 3.4, class: "end")
        }
        let centre = Self.top + Double(depths.count) * height / 2
        return across + down + [
            Shape.text(
                "context length, tokens", (Self.left + Plot.width - 4) / 2, bottom + 28,
                class: "mid soft"),
            tag(
                "text",
                [
                    "transform": "translate(11 \(NumberText.coordinate(centre))) rotate(-90)",
                    "class": "mid soft",
                ]
            ) { "depth" },
        ]
    }
}
