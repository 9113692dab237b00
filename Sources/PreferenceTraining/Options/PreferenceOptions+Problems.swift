import Numbers
import Storage

extension PreferenceOptions {
    /// - Throws: `UsageError` with every problem in one sentence.
    public func validate() throws {
        let problems = self.problems
        guard problems.isEmpty else { throw UsageError(problems.joined(separator: "; ") + ".") }
    }

    /// All problems of the values.
    public var problems: [String] {
        var list = lossProblems
        if let problem = trained.problem { list.append(problem) }
        list.check("learningRate", learningRate, Limits.learningRate)
        list.check("minimumRate", minLearningRateRatio, Limits.share)
        if schedule != .cosine {
            let usual = Self().minLearningRateRatio
            list.check(
                "minimumRate", minLearningRateRatio, minLearningRateRatio == usual,
                "\(usual) with the schedule \(schedule.rawValue), which has none")
        }
        list.check("warmup", warmup, Limits.share)
        list.check("epochs", epochs, Limits.epochs)
        list.check("beta1", beta1, NumberRange(0..<1))
        list.check("beta2", beta2, NumberRange(0..<1))
        list.check("epsilon", epsilon, Limits.positiveShare)
        list.check("weightDecay", weightDecay, Limits.weight)
        list.check("maxGradNorm", maxGradNorm, Limits.gradientNorm)
        list.check("batch", microBatchSize, Limits.batch)
        list.check("accumulation", gradientAccumulationSteps, Limits.batch)
        list.check("batchTokens", batchTokens, Limits.tokens)
        list.check("loggingSteps", loggingSteps, Limits.steps)
        list.check("checkpointSteps", checkpointSteps, Limits.steps)
        list.check("evaluationSteps", evaluationSteps ?? 1, Limits.steps)
        list.check("patience", patience ?? 1, Limits.steps)
        list.check("maxPromptLength", maxPromptLength ?? 1, Limits.tokens)
        list.check("maxLength", maxLength ?? 2, Limits.sequence)
        list.check(
            "checkpointsActivations", checkpointsActivations,
            !checkpointsActivations || layout == .packed, "false in the padded layout")
        if let validationSize {
            let isCount =
                validationSize >= 1 && validationSize == validationSize.rounded()
                && Limits.validationSize.contains(validationSize)
            list.check(
                "holdOut", validationSize, isCount || (validationSize > 0 && validationSize < 1),
                "a share below 1 or a whole number of pairs")
        }
        return list
    }

    /// Values that a loss would ignore or cannot work with.
    private var lossProblems: [String] {
        var list: [String] = []
        list.check("beta", beta, Limits.beta)
        list.check("labelSmoothing", labelSmoothing, Limits.labelSmoothing)
        list.check("gamma", gamma, Limits.weight)
        list.check("sftWeight", sftWeight, Limits.weight)
        list.check("ldAlpha", ldAlpha ?? 1, Limits.share)
        if objective == .supervised {
            list.check(
                "loss", loss.rawValue, loss == .sigmoid, "left out, as supervised has its own")
            list.check(
                "sftWeight", sftWeight, sftWeight == 0, "0, as supervised is that term alone")
            list.check("ldAlpha", ldAlpha ?? 1, ldAlpha == nil, "left out in supervised")
            list.check(
                "labelSmoothing", labelSmoothing, labelSmoothing == 0,
                "0, as supervised compares no answers")
        }
        if loss != .simpo {
            let usual = Self().gamma
            list.check(
                "gamma", gamma, gamma == usual, "\(usual) with \(loss.rawValue), which has none")
        }
        if !loss.smoothes {
            list.check(
                "labelSmoothing", labelSmoothing, labelSmoothing == 0, "0 with \(loss.rawValue)")
        }
        if loss == .robust {
            list.check("labelSmoothing", labelSmoothing, labelSmoothing > 0, "above 0 with robust")
        }
        if loss.averages {
            list.check(
                "ldAlpha", ldAlpha ?? 1, ldAlpha == nil,
                "left out with \(loss.rawValue), whose means do not grow with length")
        }
        return list
    }
}

extension [String] {
    /// Adds a sentence unless the value is good.
    fileprivate mutating func check(
        _ name: String, _ value: some Any, _ good: Bool, _ wanted: String
    ) {
        if !good { append("\(name) is \(value) but should be \(wanted)") }
    }

    fileprivate mutating func check<Number>(
        _ name: String, _ value: Number, _ range: NumberRange<Number>
    ) {
        check(name, value, range.contains(value), "\(range)")
    }
}
