import Haystacks
import HeadAnalysis
import Storage

extension HeadDetector {
    /// The receiver of the reports of a run; it adds the estimate, and repeats the last one while a
    /// batch is under way.
    final class Teller {
        private let progress: ProgressHandler
        private let meter: ProbeMeter
        private let isAtMost: Bool
        private var last: ProgressReport?

        init(_ progress: @escaping ProgressHandler, _ meter: ProbeMeter, isAtMost: Bool) {
            self.progress = progress
            self.meter = meter
            self.isAtMost = isAtMost
        }

        func callAsFunction(_ report: ProgressReport) {
            var report = report
            report.estimate = meter.estimate(isAtMost: isAtMost)
            last = report
            progress(report)
        }

        func take(_ work: ModelWork) {
            meter.take(work)
            if meter.isDue(), let last { self(last) }
        }
    }

    /// The work of the whole run: every group of probes, then the sequences of random tokens.
    func probeMeter() -> ProbeMeter {
        let probes = rounds.flatMap { prompts.groups($0) }.map { group in
            let longest = group.map(\.length).max() ?? 1
            let rows = Double(options.batchSize(length: longest))
            return ProbeMeter.Group(
                tokens: Double(group.reduce(0) { $0 + $1.length }),
                batches: (Double(group.count) / rows).rounded(.up))
        }
        let kinds = options.detectors.count(where: \.readsRepeats)
        let sequences =
            kinds == 0
            ? []
            : grid.lengths.flatMap { length in
                Array(
                    repeating: ProbeMeter.Group(
                        tokens: Double(length), batches: 0, reads: [Double(length)]),
                    count: Self.repeats)
            }
        return ProbeMeter(
            probes + sequences, answer: options.answerTokens,
            stops: scoring.stopsAtEndOfTurn,
            clock: ProgressClock(now: now))
    }

    /// Reports while batches are under way too, a few times a second.
    func telling<Result>(
        _ progress: ProgressHandler, of meter: ProbeMeter, _ work: (Teller) throws -> Result
    ) rethrows -> Result {
        try withoutActuallyEscaping(progress) { progress in
            let teller = Teller(progress, meter, isAtMost: options.stability != nil)
            model.languageModel.tellWork { teller.take($0) }
            defer { model.languageModel.tellWork(to: nil) }
            return try work(teller)
        }
    }
}
