import Testing

@testable import PreferenceTraining

@Suite struct ValidationSplitTests {
    @Test func sharesAndCounts() throws {
        let quarter = try ValidationSplit(pairs: 8, size: 0.25, seed: 1)
        #expect(quarter.validation.count == 2 && quarter.training.count == 6)
        #expect((quarter.validation + quarter.training).sorted() == Array(0..<8))
        #expect(quarter.training == quarter.training.sorted())
        #expect(try ValidationSplit(pairs: 8, size: 3, seed: 1).validation.count == 3)
        // A hundredth of eight pairs is still one.
        #expect(try ValidationSplit(pairs: 8, size: 0.01, seed: 1).validation.count == 1)
        #expect(try ValidationSplit(pairs: 8, size: nil, seed: 1).training == Array(0..<8))
    }

    @Test func theSeedDraws() throws {
        let one = try ValidationSplit(pairs: 100, size: 0.5, seed: 1)
        #expect(try one == ValidationSplit(pairs: 100, size: 0.5, seed: 1))
        #expect(try one != ValidationSplit(pairs: 100, size: 0.5, seed: 2))
    }

    @Test func someAreLeftToTrainOn() {
        #expect {
            try ValidationSplit(pairs: 8, size: 8, seed: 1)
        } throws: { "\($0)".contains("holdOut is 8.0 but there are 8 pairs") }
    }
}
