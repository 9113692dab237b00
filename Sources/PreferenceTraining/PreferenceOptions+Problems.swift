import Artifacts

extension PreferenceOptions {
    /// - Throws: `UsageError` with every problem in one sentence.
    public func validate() throws {
        let problems = self.problems
        guard problems.isEmpty else { throw UsageError(problems.joined(separator: "; ") + ".") }
    }

    /// Everything wrong with the values, all at once.
    public var problems: [String] {
        var list = lossProblems
        if let problem = trained.problem { list.append(problem) }
        let (positive, share) = ("above 0", "0 to 1")
        list.check(
            "learningRate", learningRate, learningRate > 0 && learningRate.isFinite, positive)
        list.check("minimumRate", minimumRate, 0...1 ~= minimumRate, share)
        if schedule != .cosine {
            let usual = Self().minimumRate
            list.check(
                "minimumRate", minimumRate, minimumRate == usual,
                "\(usual) with the schedule \(schedule.rawValue), which has none")
        }
        list.check("warmup", warmup, 0...1 ~= warmup, share)
        list.check("epochs", epochs, epochs > 0, "at least 1")
        for (name, value) in [("beta1", beta1), ("beta2", beta2)] {
            list.check(name, value, value >= 0 && value < 1, "at least 0 and below 1")
        }
        list.check("epsilon", epsilon, epsilon > 0 && epsilon.isFinite, positive)
        list.check(
            "weightDecay", weightDecay, weightDecay >= 0 && weightDecay.isFinite, "0 or more")
        list.check("maxGradNorm", maxGradNorm, maxGradNorm > 0, positive)
        let counts = [
            ("batch", batch), ("accumulation", accumulation), ("loggingSteps", loggingSteps),
            ("checkpointSteps", checkpointSteps), ("maxPromptLength", maxPromptLength ?? 1),
            ("evaluationSteps", evaluationSteps ?? 1), ("patience", patience ?? 1),
            ("batchTokens", batchTokens),
        ]
        for (name, value) in counts { list.check(name, value, value > 0, "at least 1") }
        list.check(
            "checkpointsActivations", checkpointsActivations,
            !checkpointsActivations || layout == .packed, "false in the padded layout")
        // One token to condition on, one to predict.
        list.check("maxLength", maxLength ?? 2, maxLength ?? 2 > 1, "at least 2")
        if let holdOut {
            let isCount = holdOut >= 1 && holdOut == holdOut.rounded() && holdOut < 1e9
            list.check(
                "holdOut", holdOut, isCount || (holdOut > 0 && holdOut < 1),
                "a share below 1 or a whole number of pairs")
        }
        return list
    }

    /// What a loss would ignore or cannot work with.
    private var lossProblems: [String] {
        var list: [String] = []
        list.check("beta", beta, beta > 0 && beta.isFinite, "above 0")
        list.check(
            "labelSmoothing", labelSmoothing, labelSmoothing >= 0 && labelSmoothing < 0.5,
            "at least 0 and below 0.5")
        list.check("gamma", gamma, gamma >= 0 && gamma.isFinite, "0 or more")
        list.check("sftWeight", sftWeight, sftWeight >= 0 && sftWeight.isFinite, "0 or more")
        list.check("ldAlpha", ldAlpha ?? 1, 0...1 ~= ldAlpha ?? 1, "0 to 1")
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
}
