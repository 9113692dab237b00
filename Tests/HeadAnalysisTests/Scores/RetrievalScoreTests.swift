import HeadAnalysis
import Testing

@Suite struct RetrievalScoreTests {
    /// `the hat is red .`, needle `hat is red`, as in the documentation of `RetrievalScore`.
    let prompt = [10, 11, 12, 13, 14]
    let needle = 1..<4

    func scores(_ generated: [Int], _ attended: [[Int]], heads: Int = 1) -> [Double] {
        RetrievalScore.scores(
            prompt: prompt, needle: needle, generated: generated, attended: attended, heads: heads)
    }

    @Test("the worked example: A copied 2 of 3 tokens, B 1 of 3")
    func example() {
        #expect(
            scores([11, 13, 13], [[1, 0], [3, 2], [3, 3]], heads: 2) == [2.0 / 3, 1.0 / 3])
    }

    @Test("every token of the needle copied is 1, however often")
    func upperBound() {
        #expect(scores([11, 12, 13, 11, 12, 13], [[1], [2], [3], [1], [2], [3]]) == [1])
    }

    @Test("order does not matter, only which tokens were copied")
    func order() { #expect(scores([13, 11], [[3], [1]]) == [2.0 / 3]) }

    @Test("looking into the needle while another token is written earns nothing")
    func otherToken() { #expect(scores([99, 12], [[1], [3]]) == [0]) }

    @Test("the ends of the span: the tokens before and after it earn nothing")
    func ends() {
        #expect(scores([10, 14], [[0], [4]]) == [0])
        #expect(scores([11, 13], [[1], [3]]) == [2.0 / 3])
    }

    @Test("positions of generated tokens lie behind the prompt and earn nothing")
    func generatedPositions() { #expect(scores([11, 11], [[5], [1000]]) == [0]) }

    @Test("the same token twice in the needle: each place counts for itself")
    func repeatedTokens() {
        let score = RetrievalScore.scores(
            prompt: [7, 8, 7, 9], needle: 0..<3, generated: [7, 8, 7], attended: [[0], [1], [0]],
            heads: 1)
        // Positions 0 and 1; 2 holds the token as well but nobody looked there.
        #expect(score == [2.0 / 3])
    }

    @Test("nothing generated and no needle are 0")
    func nothing() {
        #expect(scores([], [], heads: 2) == [0, 0])
        #expect(
            RetrievalScore.scores(
                prompt: prompt, needle: 2..<2, generated: [12], attended: [[2]], heads: 1) == [0])
    }
}
