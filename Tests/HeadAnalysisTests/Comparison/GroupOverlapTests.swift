import Artifacts
import Testing

@testable import HeadAnalysis

@Suite struct GroupOverlapTests {
    func trial(
        _ needle: Int, length: Int = 100, _ scores: [Double], success: Bool = true
    ) -> NeedleTrial {
        NeedleTrial(
            index: 0, needle: needle, length: length, depth: 0, promptTokens: length, span: nil,
            response: "", recall: success ? 1 : 0, success: success, scores: scores)
    }

    @Test("three needles by hand")
    func byHand() throws {
        // The two best of six heads: needle 0 has 0 and 1, needle 1 has 1 and 2, needle 2 has 0 and 1.
        let trials = [
            trial(0, [0.9, 0.2, 0, 0, 0, 0]), trial(0, [0.7, 0.2, 0.3, 0, 0, 0]),
            trial(1, [0, 0.5, 0.4, 0, 0, 0.3]), trial(2, [0.1, 0.5, 0, 0, 0, 0]),
            trial(2, [0, 0, 0, 0, 0, 1], success: false),
        ]
        let overlap = try #require(GroupOverlap(trials, by: .needle, count: 2))
        #expect(
            overlap.groups.map(\.label) == [0, 1, 2] && overlap.groups.map(\.probes) == [2, 1, 1])
        // {0, 1} and {1, 2} share 1 of 3; {0, 1} and {0, 1} all.
        #expect(abs(overlap.mean - (1.0 / 3 + 1 + 1.0 / 3) / 3) < 1e-12)
        #expect(overlap.least == .init(one: 0, two: 1, jaccard: 1.0 / 3))
        // 2 and 2 of 6: x is 0, 1, 2 with weights 6, 8, 1 of 15.
        #expect(abs(overlap.expected - (8.0 / 3 + 1) / 15) < 1e-12)
        // All probes have one length.
        #expect(GroupOverlap(trials, by: .length, count: 2) == nil)
    }

    @Test("where needles do not matter, shuffling changes nothing; where they do, it mixes")
    func shuffled() throws {
        let same = (0..<20).map { trial($0 % 2, [0.5, 0.4, 0, 0]) }
        let equal = try #require(GroupOverlap(same, by: .needle, count: 2))
        #expect(equal.mean == 1 && equal.shuffled == 1)
        // Heads 0 and 1 for one needle, 2 and 3 for the other; shuffled groups have probes of both,
        // and in both the stronger heads 0 and 1 come out.
        let apart = (0..<20).map {
            trial($0 % 2, $0 % 2 == 0 ? [1, 0.9, 0, 0] : [0, 0, 0.5, 0.4])
        }
        let groups = try #require(GroupOverlap(apart, by: .needle, count: 2))
        #expect(groups.mean == 0 && groups.shuffled > 0)
        #expect(try #require(GroupOverlap(apart, by: .needle, count: 2)) == groups)
    }

    @Test("a further detector's own values, of failed probes too")
    func otherDetector() throws {
        let trials = [0, 1].map { needle in
            var trial = trial(needle, [1, 0, 0], success: needle == 0)
            trial.others = ["mass": needle == 0 ? [0.1, 0.3, 0] : [0, 0.2, 0.1]]
            return trial
        }
        // Copy has one group only; mass {1, 0} and {1, 2}, which share 1 of 3.
        #expect(GroupOverlap(trials, by: .needle, count: 2) == nil)
        let mass = try #require(GroupOverlap(trials, of: .mass, by: .needle, count: 2))
        #expect(abs(mass.mean - 1.0 / 3) < 1e-12 && mass.groups.map(\.probes) == [1, 1])
    }

    @Test("by length; heads without a score fill no list; no group without a success")
    func byLength() throws {
        let trials = [
            trial(0, length: 64, [1, 0, 0]), trial(1, length: 128, [0.5, 0.5, 0]),
            trial(1, length: 256, [0, 0, 1], success: false),
        ]
        let overlap = try #require(GroupOverlap(trials, by: .length, count: 3))
        #expect(overlap.groups.map(\.label) == [64, 128])
        // {0} and {0, 1}.
        #expect(overlap.mean == 0.5)
        #expect(GroupOverlap([], by: .needle, count: 3) == nil)
        let nothing = [trial(0, [0, 0]), trial(1, [0, 0])]
        #expect(GroupOverlap(nothing, by: .needle, count: 1) == nil)
    }
}
