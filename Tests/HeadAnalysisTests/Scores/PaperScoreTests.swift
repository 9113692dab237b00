import HeadAnalysis
import Testing

/// The example of RetrievalScore: prompt `the hat is red .`, needle at 1..<4, answer `hat red red`.
@Suite struct PaperScoreTests {
    let prompt = [10, 11, 12, 13, 14]
    let generated = [11, 13, 13]

    @Test func repeatsCountAgain() {
        // Head A copies at every step; head B at the last only.
        let scores = PaperScore.scores(
            prompt: prompt, needle: 1..<4, generated: generated,
            attended: [[1, 0], [3, 2], [3, 3]], windows: [nil])
        #expect(scores == [1.0 / 3 + 1.0 / 3 + 1.0 / 3, 1.0 / 3])
    }

    @Test func withoutASpanNobodyEarns() {
        let scores = PaperScore.scores(
            prompt: prompt, needle: 0..<0, generated: generated,
            attended: [[1, 0], [3, 2], [3, 3]], windows: [nil])
        #expect(scores == [0, 0])
    }

    /// A window of 4 columns: at step 0 there are 5, so place 1 is position 2 of the prompt.
    @Test func windowsCountFromWhatIsKept() {
        let scores = PaperScore.scores(
            prompt: prompt, needle: 1..<4, generated: [11], attended: [[1], [2]].map { $0 },
            windows: [4])
        // Attended position 1 has left the window's places: 1 - 1 = 0 is outside the needle.
        #expect(scores == [0])
        let shifted = PaperScore.scores(
            prompt: prompt, needle: 1..<4, generated: [11], attended: [[2]], windows: [4])
        #expect(shifted == [1.0 / 3])
    }

    /// Spans at the prompt's end can reach beyond it.
    @Test func placesBeyondThePromptEarnNothing() {
        let scores = PaperScore.scores(
            prompt: prompt, needle: 3..<6, generated: [14, 20], attended: [[4], [5]],
            windows: [nil])
        #expect(scores == [1.0 / 3])
    }
}
