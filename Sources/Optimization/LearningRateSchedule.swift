import Foundation

/// The learning rate of each step: a linear warm-up from 0, then one of transformers' schedules.
///
/// The cosine is `cosine_with_min_lr`, the line `linear`, and the warm-up is theirs: its first step has
/// rate 0.
///
/// ```swift
/// let schedule = LearningRateSchedule(.cosine, peak: 3e-4, steps: 50, warmUpSteps: 5, minRatio: 0.1)
/// schedule.learningRate(at: 0)    // 0
/// schedule.learningRate(at: 5)    // 3e-4
/// schedule.learningRate(at: 50)   // 3e-5
/// ```
public struct LearningRateSchedule: Sendable, Equatable {
    /// The course after the warm-up.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// Half a cosine down to ``minRatio`` of the peak (`cosine_with_min_lr`).
        case cosine
        /// A line down to 0 at the end.
        case linear
        /// The peak to the end (`constant_with_warmup`).
        case constant
    }

    /// The course after the warm-up.
    public var kind: Kind
    /// The learning rate at the end of the warm-up.
    public var peak: Double
    /// All steps, those of the warm-up included.
    public var steps: Int
    /// Steps over which the learning rate rises linearly from 0.
    public var warmUpSteps: Int
    /// Last learning rate of the cosine over the peak.
    public var minRatio: Double

    /// A schedule with a warm-up of a number of steps.
    public init(_ kind: Kind, peak: Double, steps: Int, warmUpSteps: Int, minRatio: Double = 0) {
        self.kind = kind
        self.peak = peak
        self.steps = steps
        self.warmUpSteps = warmUpSteps
        self.minRatio = minRatio
    }

    /// With a warm-up of a share of the steps, rounded up as in transformers.
    public init(_ kind: Kind, peak: Double, steps: Int, warmUpRatio: Double, minRatio: Double = 0) {
        let warmUpSteps = Int((Double(steps) * warmUpRatio).rounded(.up))
        self.init(kind, peak: peak, steps: steps, warmUpSteps: warmUpSteps, minRatio: minRatio)
    }

    /// The learning rate of a step.
    /// - Parameter step: counted from 0.
    public func learningRate(at step: Int) -> Double {
        if step < warmUpSteps { return peak * (Double(step) / Double(max(1, warmUpSteps))) }
        let progress = Double(step - warmUpSteps) / Double(max(1, steps - warmUpSteps))
        switch kind {
        case .constant: return peak
        case .linear:
            return peak * max(0, Double(steps - step) / Double(max(1, steps - warmUpSteps)))
        case .cosine:
            let factor = 0.5 * (1 + cos(Double.pi * progress))
            return peak * max(0, factor * (1 - minRatio) + minRatio)
        }
    }
}
