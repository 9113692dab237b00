import Testing

@testable import Haystacks

@Suite struct PaperSpanTests {
    @Test func shortNeedlesAreFoundWhole() {
        #expect(PaperSpan.find([5, 6, 7], in: [1, 5, 6, 7, 2]) == 1..<4)
        #expect(PaperSpan.find([5, 6, 7], in: [1, 5, 6, 2, 2]).isEmpty)
        #expect(PaperSpan.find([], in: [1, 2]).isEmpty)
    }

    /// 21 of 23 ids are 0.913 > 0.9, so the window begins two tokens early.
    @Test func longNeedlesBeginEarly() {
        let needle = Array(100..<123)
        #expect(PaperSpan.find(needle, in: Array(0..<10) + needle + [1, 2]) == 8..<31)
    }

    /// 9 of 10 is 0.9, which is not above it: all ten have to be there.
    @Test func nineTenthsAreNotEnough() {
        let needle = Array(100..<110)
        #expect(PaperSpan.find(needle, in: [1, 2] + needle) == 2..<12)
        #expect(PaperSpan.find(needle, in: [1, 2] + needle.dropLast()).isEmpty)
    }

    /// The order does not matter, and a needle that repeats a word needs fewer places.
    @Test func windowsCountDifferentIds() {
        #expect(PaperSpan.find([5, 6, 5, 6], in: [1, 2, 3, 6, 5, 9]) == 1..<5)
    }

    /// Equal to the loop of sets that the definition is.
    @Test func equalsTheDefinition() {
        var state: UInt64 = 3
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<300 {
            let needle = (0..<1 + next(6)).map { _ in next(5) }
            let prompt = (0..<next(30)).map { _ in next(6) }
            let wanted = Set(needle)
            let slow = prompt.indices.first { start in
                let window = Set(prompt[start..<min(start + needle.count, prompt.count)])
                return Double(window.intersection(wanted).count) / Double(wanted.count) > 0.9
            }
            let expected = slow.map { $0..<$0 + needle.count } ?? 0..<0
            #expect(PaperSpan.find(needle, in: prompt) == expected)
        }
    }
}
