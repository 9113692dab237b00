import Storage

extension AskQuestions {
    /// Options that would do nothing are refused, so that no one waits for their effect.
    func checkIdle() throws {
        if !isAsking {
            try refuse(asking, because: "--write-examples asks nothing")
            // A gate or a selection without heads.
            _ = try heads.ablation()
        }
        guard let path = chosen.path else {
            return try refuse(
                [("--strict", rowOptions.strict)],
                because: "it is about rows of a file, and --examples is none")
        }
        try refuse(
            suite.given,
            because: "the questions of \(path) are asked as they are, it is for built-in ones")
    }

    private var isAsking: Bool { suite.writeExamples == nil }

    /// What it takes to ask.
    private var asking: [(name: String, isGiven: Bool)] {
        [
            ("--heads", heads.heads != nil), ("--mask", heads.earlier != nil),
            ("--name", name != nil),
            ("--batch", batch != nil), ("--restart", restart),
            ("--threads", source.engine.threads != nil),
            ("--device", source.engine.device != EngineOptions.defaultDevice),
            ("--dtype", source.precision.dtype != nil),
        ]
    }

    private func refuse(
        _ options: [(name: String, isGiven: Bool)], because reason: String
    ) throws {
        guard let option = options.first(where: \.isGiven) else { return }
        throw UsageError("\(option.name) does not apply: \(reason).")
    }
}
