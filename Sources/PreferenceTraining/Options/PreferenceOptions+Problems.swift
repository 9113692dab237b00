import Numbers
import Storage

extension PreferenceOptions {
    /// - Throws: `UsageError` with every problem in one sentence.
    public func validate() throws {
        let problems = self.problems
        guard problems.isEmpty else { throw UsageError(problems.joined(separator: "; ") + ".") }
    }

    /// All problems of the values, each under the name of the option.
    public var problems: [String] {
        loss.problems + (trained.problem.map { [$0] } ?? []) + schedule.problems
            + memory.problems + validation.problems + tokens.problems
    }
}

extension PreferenceOptions.Loss {
    /// Values out of range, and those that the loss would ignore.
    var problems: [String] {
        var list: [String] = []
        list.check("beta", beta, Limits.beta)
        list.check("labelSmoothing", labelSmoothing, Limits.labelSmoothing)
        list.check("gamma", gamma, Limits.weight)
        list.check("sftWeight", sftWeight, Limits.weight)
        list.check("ldAlpha", ldAlpha ?? 1, Limits.share)
        if objective == .supervised {
            list.check(
                "loss", type.rawValue, type == .sigmoid, "left out, as supervised has its own")
            list.check(
                "sftWeight", sftWeight, sftWeight == 0, "0, as supervised is that term alone")
            list.check("ldAlpha", ldAlpha ?? 1, ldAlpha == nil, "left out in supervised")
            list.check(
                "labelSmoothing", labelSmoothing, labelSmoothing == 0,
                "0, as supervised compares no answers")
        }
        if type != .simpo {
            let usual = Self().gamma
            list.check(
                "gamma", gamma, gamma == usual, "\(usual) with \(type.rawValue), which has none")
        }
        if !type.smoothes {
            list.check(
                "labelSmoothing", labelSmoothing, labelSmoothing == 0, "0 with \(type.rawValue)")
        }
        if type == .robust {
            list.check("labelSmoothing", labelSmoothing, labelSmoothing > 0, "above 0 with robust")
        }
        if type.averages {
            list.check(
                "ldAlpha", ldAlpha ?? 1, ldAlpha == nil,
                "left out with \(type.rawValue), whose means do not grow with length")
        }
        return list
    }
}

extension PreferenceOptions.Schedule {
    var problems: [String] {
        var list: [String] = []
        list.check("learningRate", learningRate, Limits.learningRate)
        list.check("minimumRate", minLearningRateRatio, Limits.share)
        if kind != .cosine {
            let usual = Self().minLearningRateRatio
            list.check(
                "minimumRate", minLearningRateRatio, minLearningRateRatio == usual,
                "\(usual) with the schedule \(kind.rawValue), which has none")
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
        list.check("loggingSteps", loggingSteps, Limits.steps)
        list.check("checkpointSteps", checkpointSteps, Limits.steps)
        return list
    }
}

extension PreferenceOptions.Memory {
    var problems: [String] {
        var list: [String] = []
        list.check("batchTokens", batchTokens, Limits.tokens)
        list.check(
            "checkpointsActivations", checkpointsActivations,
            !checkpointsActivations || layout == .packed, "false in the padded layout")
        return list
    }
}

extension PreferenceOptions.Validation {
    var problems: [String] {
        var list: [String] = []
        list.check("evaluationSteps", evaluationSteps ?? 1, Limits.steps)
        list.check("patience", patience ?? 1, Limits.steps)
        if let size {
            let isCount =
                size >= 1 && size == size.rounded() && Limits.validationSize.contains(size)
            list.check(
                "holdOut", size, isCount || (size > 0 && size < 1),
                "a share below 1 or a whole number of pairs")
        }
        return list
    }
}

extension PreferenceOptions.Tokens {
    var problems: [String] {
        var list: [String] = []
        list.check("maxPromptLength", maxPromptLength ?? 1, Limits.tokens)
        list.check("maxLength", maxLength ?? 2, Limits.sequence)
        return list
    }
}
