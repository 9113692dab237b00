import Storage
import Testing

@testable import LongContextEval

@Suite struct WordMatchTests {
    @Test("exact and substring matches see normalised text")
    func matches() {
        #expect(WordMatch.isExact("The Blue-Lamp!", "bluelamp"))
        #expect(!WordMatch.isExact("blue lamp", "blue lamps"))
        #expect(WordMatch.isSubstring("It was the blue lamps, surely.", "A blue lamp"))
        #expect(!WordMatch.isSubstring("lamp blue", "blue lamp"))
        #expect(WordMatch.isSubstring("anything", "the"))
    }

    @Test("F1 by hand")
    func f1() {
        // Shared blue, lamp: precision 2/4, recall 2/2.
        #expect(WordMatch.f1("blue lamp on table", "the blue lamp") == 2.0 / 3)
        // A word counts as often as both have it: 1 of 3 and 1 of 1.
        #expect(WordMatch.f1("red red red", "red") == 0.5)
        #expect(WordMatch.f1("blue", "red") == 0)
        #expect(WordMatch.f1("", "red") == 0)
        // A verdict is all or nothing.
        #expect(WordMatch.f1("yes it is", "yes") == 0)
        #expect(WordMatch.f1("yes", "yes it is") == 0)
        #expect(WordMatch.f1("No.", "no") == 1)
    }

    @Test("recall over several answers is lower-cased only")
    func recall() {
        #expect(WordMatch.recall("Codes 12-b and 7C", ["12-B", "7c", "9d"]) == 2.0 / 3)
        #expect(WordMatch.recall("12b", ["12-b"]) == 0)
        #expect(WordMatch.recall("x", []) == 0)
    }
}

/// Text as Python compares it: by code points, also within what Swift takes for one character.
@Suite struct CodePointMatchTests {
    let composed = "caf\u{E9}"
    let decomposed = "cafe\u{301}"

    @Test func matches() {
        #expect(!WordMatch.isExact(composed, decomposed) && WordMatch.isExact(composed, composed))
        #expect(!WordMatch.isSubstring("a \(composed) b", decomposed))
        // 'cafe' in 'cafe\u0301' is true in Python.
        #expect(WordMatch.isSubstring(decomposed, "cafe"))
        #expect(WordMatch.recall(decomposed, ["cafe", composed]) == 0.5)
        #expect(WordMatch.f1("\(composed) bar", "\(decomposed) bar") == 0.5)
        #expect(WordMatch.f1("x \u{301}y", "x \u{301}y") == 1)
        #expect(AnswerText.tokens("x \u{301}y") == ["x", "\u{301}y"])
    }

    /// `'ΟΔΟΣ ΣΑΣ'.lower()` is 'οδος σας'.
    @Test func lowerCase() {
        #expect(AnswerText.lower("ΟΔΟΣ ΣΑΣ, Σ AΣ\u{301}.").isExactly("οδος σας, σ aς\u{301}."))
        #expect(WordMatch.isExact("ΟΔΟΣ", "οδος") && !WordMatch.isExact("ΟΔΟΣ", "οδοσ"))
    }

    @Test func citationsAndCues() {
        #expect(Citation.parse("[\(composed)] [\(decomposed)] [1,\u{301}2]").count == 4)
        #expect(Citation.score("[\(composed)]", due: [decomposed]).f1 == 0)
        #expect(AnswerText.parse("R\u{E9}ponse: a", prefix: "Re\u{301}ponse:") == "R\u{E9}ponse: a")
        #expect(AnswerText.parse("answer:\u{301}a", prefix: "Answer:").isExactly("\u{301}a"))
    }
}
