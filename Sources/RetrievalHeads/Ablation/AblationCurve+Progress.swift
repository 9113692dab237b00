import Storage

extension AblationCurve {
    /// The tokens that each batch of a set of heads reads, and last those of the text.
    var readsOfSet: [Double] {
        batches.map { batch in
            Double(batch.count * (batch.map { prompts[$0].ids.count }.max() ?? 0))
        } + [Double(text.count)]
    }

    /// The work of all sets of heads, which is the same for each.
    func probeMeter(done: Int) -> ProbeMeter {
        let reads = readsOfSet
        let group = ProbeMeter.Group(
            tokens: reads.reduce(0, +), batches: Double(reads.count - 1), reads: reads)
        let meter = ProbeMeter(
            Array(repeating: group, count: sets.count), answer: options.maxTokens)
        for _ in 0..<done { meter.begin(group: nil) }
        return meter
    }

    /// Reports while a set is under way too, a few times a second.
    func telling(
        _ progress: ProgressHandler, of meter: ProbeMeter,
        _ work: (HeadDetector.Teller) throws -> Void
    ) rethrows {
        try withoutActuallyEscaping(progress) { progress in
            let teller = HeadDetector.Teller(progress, meter, isAtMost: false)
            model.languageModel.tellWork { teller.take($0) }
            defer { model.languageModel.tellWork(to: nil) }
            try work(teller)
        }
    }
}
