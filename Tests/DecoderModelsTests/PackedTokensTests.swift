import Testing

@testable import DecoderModels

@Suite struct PackedTokensTests {
    @Test func aBranchAddsWhatItDoesNotShare() {
        var tokens = PackedTokens()
        let trunk = tokens.addTrunk([5, 6, 7, 8, 9])
        let branch = tokens.addBranch([5, 6, 7, 4, 4, 4])
        #expect(tokens.ids == [5, 6, 7, 8, 9, 4, 4, 4])
        #expect(tokens.positions == [0, 1, 2, 3, 4, 3, 4, 5])
        #expect(tokens.runs == [.init(count: 5, shared: 0), .init(count: 3, shared: 3)])
        #expect((0..<5).map(trunk.place) == [0, 1, 2, 3, 4])
        #expect((0..<6).map(branch.place) == [0, 1, 2, 5, 6, 7])
    }

    @Test func trunksShareNothing() {
        var tokens = PackedTokens()
        tokens.addTrunk([1, 2])
        let second = tokens.addTrunk([1, 2, 3])
        let branch = tokens.addBranch([1, 2, 4])
        #expect(tokens.ids == [1, 2, 1, 2, 3, 4])
        #expect(second.place(of: 0) == 2)
        #expect((0..<3).map(branch.place) == [2, 3, 5])
    }

    @Test func runsEndWithTheTokensThatAreAskedFor() {
        var tokens = PackedTokens()
        tokens.addTrunk([5, 6, 7, 8, 9])
        tokens.addBranch([5, 6, 7, 4, 4, 4])
        tokens.addTrunk([1, 2])
        // Place 2 is the common start's last token; of the last run nothing is asked.
        let ends = tokens.ends([2, 3, 2, 6])
        #expect(ends.places == [2, 3, 4, 6, 7] && ends.counts == [3, 2, 0])
        #expect(tokens.ends([]).counts == [0, 0, 0])
        #expect(tokens.ends([9]).places == [9])
    }

    @Test func branchesOfNothingAndOfEverything() {
        var tokens = PackedTokens()
        tokens.addTrunk([1, 2])
        // Equal to the trunk: no token is new.
        let equal = tokens.addBranch([1, 2])
        #expect(tokens.runs.count == 1 && (0..<2).map(equal.place) == [0, 1])
        // Another beginning: a trunk for those after it.
        tokens.addBranch([3, 4])
        let last = tokens.addBranch([3, 5])
        #expect(tokens.ids == [1, 2, 3, 4, 5] && last.place(of: 0) == 2)
        #expect(tokens.runs.map(\.shared) == [0, 0, 1])
    }
}
