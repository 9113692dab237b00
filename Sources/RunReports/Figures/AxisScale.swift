import Foundation

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
