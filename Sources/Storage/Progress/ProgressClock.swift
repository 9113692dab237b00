import Foundation

/// The clock of progress, and when it is time for another report.
public struct ProgressClock {
    /// Seconds between two reports within a unit of work.
    static let interval = 0.2

    /// Seconds, from any start.
    let now: () -> Double
    private let start: Double
    /// The end of the last work that was measured.
    private var mark: Double
    private var lastReport: Double

    /// - Parameter now: seconds, from any start; nil for the system's, which does not jump as the time
    ///   of day can.
    public init(now: (() -> Double)? = nil) {
        self.now = now ?? Self.system
        start = self.now()
        (mark, lastReport) = (start, start)
    }

    /// Seconds since the machine started.
    public static func system() -> Double { ProcessInfo.processInfo.systemUptime }

    var elapsed: Double { now() - start }

    /// Seconds since the last call.
    mutating func lap() -> Double {
        let time = now()
        defer { mark = time }
        return max(0, time - mark)
    }

    /// Whether it is time for a report; then the next one is due an interval later.
    mutating func isDue() -> Bool {
        // The time of the last lap will do: nothing was done since.
        guard mark - lastReport >= Self.interval else { return false }
        lastReport = mark
        return true
    }
}
