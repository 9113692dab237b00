import Testing

@testable import Haystacks

/// Where needles go; whole prompts are compared with the Python reference in PaperDetectionTests.
@Suite struct PaperPromptsTests {
    let book = Array(1000..<1400)
    let needle = [1, 2, 3]

    @Test func withoutAPeriodTheNeedleGoesToTheBeginning() {
        // 400 - 200 - 3 = 197 tokens stay.
        let made = PaperPrompts.insert(needle, into: book, length: 400, depth: 56)
        #expect(made == needle + book.prefix(197))
    }

    @Test func behindAPeriodOfLlama2ItStays() {
        var book = book
        book[50] = 29889
        book[120] = 869
        // 56% of 197 is 110.3; the nearest period before it is at 50.
        let made = PaperPrompts.insert(needle, into: book, length: 400, depth: 56)
        #expect(made == Array(book.prefix(51)) + needle + book[51..<197])
    }

    @Test func depth100Appends() {
        let made = PaperPrompts.insert(needle, into: book, length: 300, depth: 100)
        #expect(made == book.prefix(97) + needle)
    }

    /// 150 - 200 - 3 = -53: all but the last 53, as Python's slice does.
    @Test func shortLengthsCutFromTheEnd() {
        let short = Array(book.prefix(150))
        #expect(
            PaperPrompts.insert(needle, into: short, length: 150, depth: 0)
                == needle + short.prefix(97))
        #expect(PaperPrompts.insert(needle, into: [7], length: 0, depth: 33) == needle)
    }

    /// A book that fits is not cut.
    @Test func longLengthsCutNothing() {
        #expect(
            PaperPrompts.insert(needle, into: [5, 6], length: 1000, depth: 100) == [5, 6] + needle)
    }

    @Test func wordsAreCountedAsPythonDoes() {
        #expect(PaperHaystacks.words(" a  b\nc\u{A0}d\u{1C}e ") == 5)
        #expect(PaperHaystacks.words(" \n") == 0)
    }
}
