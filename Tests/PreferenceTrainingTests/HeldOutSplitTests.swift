import Artifacts
import Testing

@testable import PreferenceTraining

@Suite struct HeldOutSplitTests {
    @Test func sharesAndCounts() throws {
        let quarter = try HeldOutSplit(pairs: 8, share: 0.25, seed: 1)
        #expect(quarter.heldOut.count == 2 && quarter.trained.count == 6)
        #expect((quarter.heldOut + quarter.trained).sorted() == Array(0..<8))
        #expect(quarter.trained == quarter.trained.sorted())
        #expect(try HeldOutSplit(pairs: 8, share: 3, seed: 1).heldOut.count == 3)
        // A hundredth of eight pairs is still one.
        #expect(try HeldOutSplit(pairs: 8, share: 0.01, seed: 1).heldOut.count == 1)
        #expect(try HeldOutSplit(pairs: 8, share: nil, seed: 1).trained == Array(0..<8))
    }

    @Test func theSeedDraws() throws {
        let one = try HeldOutSplit(pairs: 100, share: 0.5, seed: 1)
        #expect(try one == HeldOutSplit(pairs: 100, share: 0.5, seed: 1))
        #expect(try one != HeldOutSplit(pairs: 100, share: 0.5, seed: 2))
    }

    @Test func someAreLeftToTrainOn() {
        #expect {
            try HeldOutSplit(pairs: 8, share: 8, seed: 1)
        } throws: { "\($0)".contains("holdOut is 8.0 but there are 8 pairs") }
    }
}
