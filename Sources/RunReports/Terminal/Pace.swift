import Storage

/// How fast a job goes.
///
/// The rate counts only work done since the first report: what a resumed job found finished, and
/// units done before the clock started, would make the remaining time look too short.
struct Pace {
    let label: String
    let start: Double
    let doneAtStart: Int
    private(set) var elapsed = 0.0
    private(set) var rate: Double?
    private(set) var remaining: Double?

    init(_ report: ProgressReport, at now: Double) {
        label = report.label
        start = now
        doneAtStart = max(report.resumed, report.done)
    }

    mutating func advance(_ report: ProgressReport, at now: Double) {
        elapsed = now - start
        let worked = report.done - max(doneAtStart, report.resumed)
        guard worked > 0, elapsed > 0 else { return }
        let perSecond = Double(worked) / elapsed
        rate = perSecond
        remaining = Double(max(0, report.total - report.done)) / perSecond
    }
}
