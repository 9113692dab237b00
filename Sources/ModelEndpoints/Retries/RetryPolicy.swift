import Numbers
import Storage

/// The number of attempts at a request, and the waits between them.
///
/// The wait doubles from `delay` up to `longest`, and each is shortened by a random part of up to a
/// half, so that requests which failed together do not return together. The randomness is seeded.
public struct RetryPolicy: Sendable, Equatable {
    /// Attempts in all; 1 does not retry.
    public var attempts: Int
    /// Seconds before the second attempt.
    public var delay: Double
    /// Seconds at most, unless the server asks for more.
    public var longest: Double
    /// Seconds that a server may ask for at most.
    public var patience = 600.0

    public init(attempts: Int = 6, delay: Double = 1, longest: Double = 60) {
        self.attempts = attempts
        self.delay = delay
        self.longest = longest
    }

    /// - Parameters:
    ///   - attempt: the one that failed, from 1.
    ///   - after: what the server asked for, in seconds.
    func wait(
        attempt: Int, after: Double?, random: inout SeededGenerator
    ) -> Double {
        var wait = delay
        for _ in 1..<max(attempt, 1) { wait = min(wait * 2, longest) }
        wait = min(wait, longest) * (1 - random.uniform() / 2)
        return max(wait, min(after ?? 0, patience))
    }

    /// - Throws: `UsageError` naming every value that cannot be used.
    public func validate() throws {
        var problems: [String] = []
        if !Limits.attempts.contains(attempts) {
            problems.append("attempts are \(attempts); give \(Limits.attempts)")
        }
        if !Limits.delay.contains(delay) {
            problems.append("retry delay is \(delay); give seconds, \(Limits.delay)")
        }
        guard problems.isEmpty else { throw UsageError(problems.joined(separator: "; ") + ".") }
    }
}
