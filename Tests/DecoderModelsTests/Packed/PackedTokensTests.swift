import Testing

@testable import DecoderModels

@Suite struct PackedTokensTests {
    @Test func aContinuationAddsTheTokensThatItDoesNotShare() {
        var tokens = PackedTokens()
        let first = tokens.append([5, 6, 7, 8, 9])
        let continuation = tokens.appendSharingPrefix([5, 6, 7, 4, 4, 4])
        #expect(tokens.ids == [5, 6, 7, 8, 9, 4, 4, 4])
        #expect(tokens.positions == [0, 1, 2, 3, 4, 3, 4, 5])
        #expect(tokens.segments == [.init(count: 5, shared: 0), .init(count: 3, shared: 3)])
        #expect((0..<5).map(first.index) == [0, 1, 2, 3, 4])
        #expect((0..<6).map(continuation.index) == [0, 1, 2, 5, 6, 7])
    }

    @Test func appendedSequencesShareNothing() {
        var tokens = PackedTokens()
        tokens.append([1, 2])
        let second = tokens.append([1, 2, 3])
        let continuation = tokens.appendSharingPrefix([1, 2, 4])
        #expect(tokens.ids == [1, 2, 1, 2, 3, 4])
        #expect(second.index(of: 0) == 2)
        #expect((0..<3).map(continuation.index) == [2, 3, 5])
    }

    @Test func segmentsEndWithTheWantedTokens() {
        var tokens = PackedTokens()
        tokens.append([5, 6, 7, 8, 9])
        tokens.appendSharingPrefix([5, 6, 7, 4, 4, 4])
        tokens.append([1, 2])
        // Index 2 is the common start's last token; of the last segment nothing is wanted.
        let ends = tokens.ends([2, 3, 2, 6])
        #expect(ends.indices == [2, 3, 4, 6, 7] && ends.counts == [3, 2, 0])
        #expect(tokens.ends([]).counts == [0, 0, 0])
        #expect(tokens.ends([9]).indices == [9])
    }

    @Test func continuationsOfNothingAndOfEverything() {
        var tokens = PackedTokens()
        tokens.append([1, 2])
        // Equal to the first one: no token is new.
        let equal = tokens.appendSharingPrefix([1, 2])
        #expect(tokens.segments.count == 1 && (0..<2).map(equal.index) == [0, 1])
        // Another beginning: those after it share this one.
        tokens.appendSharingPrefix([3, 4])
        let last = tokens.appendSharingPrefix([3, 5])
        #expect(tokens.ids == [1, 2, 3, 4, 5] && last.index(of: 0) == 2)
        #expect(tokens.segments.map(\.shared) == [0, 0, 1])
    }
}
