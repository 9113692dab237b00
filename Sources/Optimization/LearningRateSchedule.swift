import Foundation

/// The learning rate of each step: a linear rise from 0, then a shape.
///
/// The cosine is transformers' `cosine_with_min_lr`, the line its `linear`, and so is the rise: the
/// first step of a warm-up has rate 0.
///
/// ```swift
/// let schedule = LearningRateSchedule(peak: 3e-4, steps: 50, warmUp: 5, shape: .cosine(minimum: 0.1))
/// schedule.rate(at: 0)    // 0
/// schedule.rate(at: 5)    // 3e-4
/// schedule.rate(at: 50)   // 3e-5
/// ```
public struct LearningRateSchedule: Codable, Sendable, Equatable {
    public enum Shape: Codable, Sendable, Equatable {
        case constant
        /// To 0 at the end.
        case linear
        /// Half a cosine, down to this share of the peak.
        case cosine(minimum: Double)
    }

    public var peak: Double
    /// All steps, those of the warm-up included.
    public var steps: Int
    public var warmUp: Int
    public var shape: Shape

    public init(peak: Double, steps: Int, warmUp: Int, shape: Shape) {
        self.peak = peak
        self.steps = steps
        self.warmUp = warmUp
        self.shape = shape
    }

    /// With a warm-up of a share of the steps, rounded up as in transformers.
    public init(peak: Double, steps: Int, warmUpShare: Double, shape: Shape) {
        let warmUp = Int((Double(steps) * warmUpShare).rounded(.up))
        self.init(peak: peak, steps: steps, warmUp: warmUp, shape: shape)
    }

    /// The rate of a step, counted from 0.
    public func rate(at step: Int) -> Double {
        if step < warmUp { return peak * (Double(step) / Double(max(1, warmUp))) }
        let progress = Double(step - warmUp) / Double(max(1, steps - warmUp))
        switch shape {
        case .constant: return peak
        case .linear:
            return peak * max(0, Double(steps - step) / Double(max(1, steps - warmUp)))
        case .cosine(let minimum):
            let factor = 0.5 * (1 + cos(Double.pi * progress))
            return peak * max(0, factor * (1 - minimum) + minimum)
        }
    }
}
