import Haystacks
import Testing

@Suite struct NeedleSpanTests {
    let pieces = [0..<0, 0..<2, 2..<5, 5..<7, 7..<11, 11..<15, 15..<17].enumerated().map {
        TokenPiece(id: $0.offset, range: $0.element)
    }

    @Test("the worked example, after a begin token without text")
    func example() {
        #expect(NeedleSpan.tokens(covering: 6..<13, in: pieces) == 3..<6)
    }

    @Test("edges are half open; nothing to cover gives nil")
    func edges() {
        #expect(NeedleSpan.tokens(covering: 5..<7, in: pieces) == 3..<4)
        #expect(NeedleSpan.tokens(covering: 0..<17, in: pieces) == 1..<7)
        #expect(NeedleSpan.tokens(covering: 17..<20, in: pieces) == nil)
        #expect(NeedleSpan.tokens(covering: 3..<3, in: pieces) == nil)
    }
}
