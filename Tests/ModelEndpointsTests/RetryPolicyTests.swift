import Numbers
import Storage
import Testing

@testable import ModelEndpoints

@Suite struct RetryPolicyTests {
    /// 1, 2, 4, … up to the longest, each shortened by at most a half.
    @Test func waitsDoubleWithinTheirJitter() {
        let policy = RetryPolicy(attempts: 9, delay: 1, longest: 10)
        for seed in 0..<50 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            for (attempt, whole) in zip(1..., [1.0, 2, 4, 8, 10, 10]) {
                let wait = policy.wait(attempt: attempt, after: nil, random: &random)
                #expect(wait > whole / 2 && wait <= whole)
            }
        }
    }

    @Test func equalSeedsWaitEqually() {
        let policy = RetryPolicy()
        var (one, two, other) = (
            SeededGenerator(seed: 1), SeededGenerator(seed: 1), SeededGenerator(seed: 2)
        )
        let first = policy.wait(attempt: 3, after: nil, random: &one)
        #expect(first == policy.wait(attempt: 3, after: nil, random: &two))
        #expect(first != policy.wait(attempt: 3, after: nil, random: &other))
    }

    @Test func theServersWishCountsUpToALimit() {
        let policy = RetryPolicy(delay: 1, longest: 10)
        var random = SeededGenerator(seed: 1)
        #expect(policy.wait(attempt: 1, after: 30, random: &random) == 30)
        #expect(policy.wait(attempt: 1, after: 1e9, random: &random) == 600)
        #expect(policy.wait(attempt: 4, after: 0.1, random: &random) > 4)
    }

    @Test func badSettingsAreNamedTogether() throws {
        let error = try #require(throws: UsageError.self) {
            try RetryPolicy(attempts: 0, delay: -1).validate()
        }
        #expect(error.description.contains("attempts are 0"))
        #expect(error.description.contains("retry delay is -1"))
        // What the command line takes, and no more.
        for delay in [Limits.delay.highest + 1, .nan, .infinity] {
            #expect(throws: UsageError.self) { try RetryPolicy(delay: delay).validate() }
        }
        try RetryPolicy(attempts: Limits.attempts.highest, delay: Limits.delay.highest).validate()
    }
}
