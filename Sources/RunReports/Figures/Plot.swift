/// The frame of a chart: its size in CSS pixels, the two scales and the axes around them.
///
/// Charts are drawn 340 wide, which is what a phone shows, so that text keeps its size there; a
/// wide screen places several side by side.
package struct Plot: Sendable {
    package static let width = 340.0
    package let height: Double
    package let x: AxisScale
    package let y: AxisScale

    /// - Parameters:
    ///   - left: room for the labels of the vertical axis.
    ///   - bottom: room for the labels of the horizontal axis.
    package init(
        x: ClosedRange<Double>, y: ClosedRange<Double>, height: Double = 190, left: Double = 44,
        right: Double = 10, top: Double = 10, bottom: Double = 26
    ) {
        self.height = height
        self.x = AxisScale(x, from: left, to: Self.width - right)
        self.y = AxisScale(y, from: height - bottom, to: top)
    }

    /// Horizontal grid lines with their labels on the left.
    func rules(_ ticks: [(value: Double, label: String)]) -> [Markup] {
        ticks.flatMap { tick in
            let at = y(tick.value)
            return [
                Shape.line(x.start, at, x.end, at, class: "rule"),
                Shape.text(tick.label, x.start - 6, at + 3.8, class: "end"),
            ]
        }
    }

    /// Labels below the horizontal axis; those that would touch their left neighbour are left out.
    func labels(_ ticks: [(value: Double, label: String)]) -> [Markup] {
        var edge = -Double.infinity
        return ticks.compactMap { tick in
            let half = Shape.width(tick.label) / 2
            let at = min(max(x(tick.value), half), Self.width - half)
            guard at - half > edge + 4 else { return nil }
            edge = at + half
            return Shape.text(tick.label, at, y.start + 16, class: "mid")
        }
    }

    func title(_ text: String) -> Markup {
        Shape.text(text, (x.start + x.end) / 2, height - 2, class: "mid soft")
    }
}

/// Shapes of SVG.
enum Shape {
    /// The whole drawing. `label` says in words what it shows, for those who do not see it.
    static func drawing(
        _ width: Double, _ height: Double, label: String, @MarkupBuilder _ content: () -> [Markup]
    ) -> Markup {
        tag(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-label": label,
                "viewBox": "0 0 \(NumberText.coordinate(width)) \(NumberText.coordinate(height))",
            ], content)
    }

    static func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class name: String
    ) -> Markup {
        tag(
            "line",
            [
                "x1": NumberText.coordinate(x1), "y1": NumberText.coordinate(y1),
                "x2": NumberText.coordinate(x2), "y2": NumberText.coordinate(y2), "class": name,
            ])
    }

    static func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, class name: String,
        tip: String? = nil
    ) -> Markup {
        tag(
            "rect",
            [
                "x": NumberText.coordinate(x), "y": NumberText.coordinate(y),
                "width": NumberText.coordinate(width), "height": NumberText.coordinate(height),
                "class": name,
            ]
        ) { if let tip { tag("title") { tip } } }
    }

    static func text(_ text: String, _ x: Double, _ y: Double, class name: String) -> Markup {
        tag(
            "text",
            ["x": NumberText.coordinate(x), "y": NumberText.coordinate(y), "class": name]
        ) { text }
    }

    static func path(_ points: [(x: Double, y: Double)], class name: String) -> Markup {
        let steps = points.enumerated().map { index, point in
            (index == 0 ? "M" : "L") + NumberText.coordinate(point.x) + " "
                + NumberText.coordinate(point.y)
        }
        return tag("path", ["d": steps.joined(), "class": name])
    }

    static func circle(_ x: Double, _ y: Double, _ radius: Double, class name: String) -> Markup {
        tag(
            "circle",
            [
                "cx": NumberText.coordinate(x), "cy": NumberText.coordinate(y),
                "r": NumberText.coordinate(radius), "class": name,
            ])
    }

    /// A mark whose outline says which model it is, so that colour is not needed: circle, diamond,
    /// square, triangle up, triangle down, cross.
    static func marker(_ index: Int, _ x: Double, _ y: Double, _ radius: Double = 4) -> Markup {
        let r = radius
        let corners: [(Double, Double)]
        switch index % ModelMark.count {
        case 0: return circle(x, y, r * 0.95, class: "mark")
        case 1: corners = [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]
        case 2: corners = [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
        case 3: corners = [(0, -1.2), (1.15, 0.85), (-1.15, 0.85)]
        case 4: corners = [(0, 1.2), (1.15, -0.85), (-1.15, -0.85)]
        default:
            corners = [
                (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4),
                (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4),
            ]
        }
        let points = corners.map {
            NumberText.coordinate(x + r * $0.0) + "," + NumberText.coordinate(y + r * $0.1)
        }
        return tag("polygon", ["points": points.joined(separator: " "), "class": "mark"])
    }

    /// About how wide a label of 11 pixels is drawn.
    static func width(_ label: String) -> Double { 6.2 * Double(label.count) }
}

/// How many models have a colour and a mark of their own.
enum ModelMark {
    static let count = 6
}
