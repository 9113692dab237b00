import Foundation

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

    /// Approximate width of a label of 11 pixels.
    static func width(_ label: String) -> Double { 6.2 * Double(label.count) }
}

/// The marks of models.
enum ModelMark {
    /// Models with a colour and a mark of their own.
    static let count = 6
}

/// Maps values to coordinates of a figure, linearly; values outside the domain are drawn at its end.
package struct AxisScale: Sendable {
    package let domain: ClosedRange<Double>
    /// Coordinates of the ends of the domain; `start` may be the larger one, as in a vertical axis.
    package let start: Double
    package let end: Double

    package init(_ domain: ClosedRange<Double>, from start: Double, to end: Double) {
        self.domain = domain
        self.start = start
        self.end = end
    }

    package func callAsFunction(_ value: Double) -> Double {
        let width = domain.upperBound - domain.lowerBound
        guard width > 0, value.isFinite else { return start }
        let share = (value - domain.lowerBound) / width
        return start + min(max(share, 0), 1) * (end - start)
    }

    /// Round values (1, 2 or 5 times a power of ten apart) inside the domain, about `count` of them.
    package func ticks(about count: Int) -> [Double] {
        let step = Self.step(domain, about: count)
        guard step > 0 else { return [domain.lowerBound] }
        let first = (domain.lowerBound / step - 1e-9).rounded(.up)
        let last = (domain.upperBound / step + 1e-9).rounded(.down)
        // Plus 0, because rounding up to zero gives -0, which would be written with its sign.
        return stride(from: first, through: last, by: 1).map { $0 * step + 0 }
    }

    static func step(_ domain: ClosedRange<Double>, about count: Int) -> Double {
        let width = domain.upperBound - domain.lowerBound
        guard width > 0, width.isFinite else { return 0 }
        let raw = width / Double(max(count, 1))
        let power = pow(10, log10(raw).rounded(.down))
        let factor = raw / power
        return power * (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10)
    }

    /// A domain with round ends around values; never empty.
    package static func around(_ values: [Double]) -> ClosedRange<Double> {
        let finite = values.filter(\.isFinite)
        guard var low = finite.min(), var high = finite.max() else { return 0...1 }
        if low == high {
            let margin = low == 0 ? 1 : abs(low) / 2
            (low, high) = (low - margin, high + margin)
        }
        let step = step(low...high, about: 4)
        guard step > 0 else { return 0...1 }
        return
            ((low / step + 1e-9).rounded(.down) * step)...((high / step - 1e-9).rounded(.up) * step)
    }
}
