import Artifacts
import Storage

/// The progress of a contrast run: pairs that are whole, and the answers under way.
final class SamplingTally {
    let meter: AnswerMeter
    let total: Int
    let resumed: Int
    var failed = 0
    private var done = 0
    private var kept = 0
    private let options: ContrastOptions

    init(
        _ windows: [ArraySlice<ContrastItem>], _ log: AnswerLog, _ options: ContrastOptions,
        clock: ProgressClock
    ) {
        self.options = options
        let items = windows.joined()
        total = items.count
        resumed = items.count(where: log.has)
        meter = AnswerMeter(
            windows: windows.map { window in
                window.allSatisfy(log.has)
                    ? []
                    : window.flatMap { item in Self.sides.map { Self.request(item, $0, options) } }
            }, rows: 2 * options.batch, clock: clock)
        for window in windows where window.allSatisfy(log.has) {
            for item in window {
                guard let sample = log.sample(item) else { continue }
                meter.find(Self.request(item, .chosen, options), tokens: sample.chosen.tokens)
                meter.find(Self.request(item, .rejected, options), tokens: sample.rejected.tokens)
            }
        }
        for item in items { log.sample(item).map { add($0) } }
    }

    private static let sides = ContrastSide.allCases

    /// Answers of one side have like lengths: without their heads, models often go round in circles.
    private static func request(
        _ item: ContrastItem, _ side: ContrastSide, _ options: ContrastOptions
    ) -> AnswerMeter.Request {
        .prompt(
            size: item.prompt.text.utf8.count, limit: options.sampling.maxTokens,
            kind: side == .chosen ? 0 : 1)
    }

    /// Begins a window; what is not asked of it was answered before.
    func begin(
        window: Int, of items: ArraySlice<ContrastItem>,
        asking questions: [(ContrastItem, ContrastSide)], _ log: AnswerLog
    ) {
        let asked = Set(questions.map { $0.0.key($0.1) })
        for item in items {
            for side in Self.sides where !asked.contains(item.key(side)) {
                meter.find(
                    Self.request(item, side, options), tokens: log[item.key(side)]?.tokens ?? 0)
            }
        }
        meter.begin(
            window: window, asking: questions.map { Self.request($0.0, $0.1, options) })
    }

    func add(_ sample: ContrastSample) {
        done += 1
        if options.filter.reason(chosen: sample.chosen, rejected: sample.rejected) == nil {
            kept += 1
        }
    }

    /// Reports while the answers are written too, a few times a second.
    func telling(
        _ progress: ProgressHandler, of responder: any Responder, _ work: () throws -> Void
    ) rethrows {
        try withoutActuallyEscaping(progress) { progress in
            responder.tellWork { work in
                self.meter.take(work)
                if self.meter.isDue() { progress(self.report) }
            }
            defer {
                responder.tellWork(to: nil)
                meter.end()
            }
            try work()
        }
    }

    var report: ProgressReport {
        var detail = done == 0 ? "" : "\(kept) kept"
        if failed > 0 { detail += (detail.isEmpty ? "" : ", ") + "\(failed) unanswered" }
        var report = ProgressReport(
            label: "sampling pairs", done: done, total: total, resumed: resumed, detail: detail)
        report.underWay = meter.underWay
        report.tokensPerSecond = meter.tokensPerSecond
        report.estimate = meter.estimate
        return report
    }
}
