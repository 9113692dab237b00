import Numbers
import RunReports
import Testing

@Suite struct WordDiffTests {
    @Test func marksTheWordsThatDiffer() {
        let diff = WordDiff("in the hall", "in a hall")
        #expect(
            diff.left == [
                .init("in ", isOnly: false), .init("the", isOnly: true),
                .init(" hall", isOnly: false),
            ])
        #expect(
            diff.right == [
                .init("in ", isOnly: false), .init("a", isOnly: true),
                .init(" hall", isOnly: false),
            ])
    }

    @Test func aSpaceBetweenMarkedWordsIsMarked() {
        #expect(
            WordDiff("a red big dog", "a cat dog").left
                == [
                    .init("a ", isOnly: false), .init("red big", isOnly: true),
                    .init(" dog", isOnly: false),
                ])
    }

    @Test(arguments: [("", ""), ("", "x"), ("same text", "same text"), (" ", "\n")])
    func edges(left: String, right: String) {
        let diff = WordDiff(left, right)
        #expect(diff.left.map(\.text).joined() == left)
        #expect(diff.right.map(\.text).joined() == right)
        if left == right { #expect(diff.left.allSatisfy { !$0.isOnly }) }
    }

    @Test func scriptsWithoutSpacesAreCutIntoCharacters() {
        #expect(WordDiff.words("青い箱 box1!") == ["青", "い", "箱", " ", "box1", "!"])
        #expect(WordDiff.words("e\u{301}t é👩‍👧x") == ["e\u{301}t", " ", "é", "👩‍👧", "x"])
    }

    /// Removing the marks gives back both texts; the unmarked words are the same on both sides, and
    /// as many as the longest common subsequence, computed here by plain recursion.
    @Test(arguments: 0..<60)
    func randomTexts(seed: Int) {
        var stream = SeededGenerator(seed: UInt64(seed))
        let pieces = ["a", "b", "ab", " ", "  ", "\n", ".", "é", "箱", "\u{202E}", "👍🏽", "\r\n"]
        func text() -> String {
            (0..<stream.below(9)).map { _ in stream.pick(pieces) }.joined(
                separator: stream.pick(["", " "]))
        }
        let (left, right) = (text(), text())
        let diff = WordDiff(left, right)
        #expect(diff.left.map(\.text).joined() == left)
        #expect(diff.right.map(\.text).joined() == right)
        // Neighbouring runs differ in kind: none is split for nothing.
        for side in [diff.left, diff.right] {
            #expect(zip(side, side.dropFirst()).allSatisfy { $0.isOnly != $1.isOnly })
        }
        let (a, b) = (WordDiff.words(left), WordDiff.words(right))
        func longest(_ i: Int, _ j: Int) -> Int {
            if i == a.count || j == b.count { return 0 }
            if a[i] == b[j] { return 1 + longest(i + 1, j + 1) }
            return max(longest(i + 1, j), longest(i, j + 1))
        }
        #expect(WordDiff.common(a, b).count == longest(0, 0))
        #expect(WordDiff.common(a, b).allSatisfy { a[$0.0] == b[$0.1] })
    }
}
