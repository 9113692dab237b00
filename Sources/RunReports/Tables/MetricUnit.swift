import Foundation

/// How values of a metric are written: shares as percentages, log-likelihoods in nats.
public enum MetricUnit: Sendable, Equatable {
    /// 0 to 1, written 0 to 100; more is better.
    case percent
    /// Nats per token, written as it is; less is better.
    case nats

    /// By the metric's name: `NLL` and `NLL/token` are nats, everything else is a share.
    public static func of(_ metric: String) -> MetricUnit {
        metric.uppercased().hasPrefix("NLL") ? .nats : .percent
    }

    public var isMoreBetter: Bool { self == .percent }

    /// `92.5` for 0.925; `1.234` for nats.
    public func text(_ value: Double) -> String {
        switch self {
        case .percent: Self.unsignedZero(String(format: "%.1f", 100 * value))
        case .nats: Self.unsignedZero(String(format: "%.3f", value))
        }
    }

    /// With a sign, as a difference is written: `+2.5`, `−1.0`, `0.0`. The minus is a real minus
    /// sign, as wide as the plus.
    public func difference(_ value: Double) -> String {
        let text = text(abs(value))
        if text.allSatisfy({ "0.".contains($0) }) { return text }
        return (value < 0 ? "−" : "+") + text
    }

    /// `92.5 [86.2, 97.5]`
    public func interval(mean: Double, low: Double, high: Double) -> String {
        "\(text(mean)) [\(text(low)), \(text(high))]"
    }

    /// `-0.0` is not something to show a person.
    static func unsignedZero(_ text: String) -> String {
        text.hasPrefix("-") && text.allSatisfy({ "-0.".contains($0) })
            ? String(text.dropFirst()) : text
    }
}
