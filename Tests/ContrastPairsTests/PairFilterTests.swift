import Artifacts
import ContrastPairs
import Testing

@Suite struct PairFilterTests {
    static func completion(_ text: String, _ finish: String = "stop") -> Completion {
        Completion(text: text, tokens: 1, finishReason: finish)
    }

    @Test(
        arguments: [
            ("yes", "no", nil), ("same", "same", .identical), (" \n", "no", .emptyChosen),
            ("yes", "", .emptyRejected), ("", "", .emptyChosen),
            // As in the published pipeline the comparison is exact.
            ("same", "same ", nil),
        ] as [(String, String, DropReason?)])
    func truthTable(chosen: String, rejected: String, reason: DropReason?) {
        #expect(
            PairFilter().reason(
                chosen: Self.completion(chosen), rejected: Self.completion(rejected)) == reason)
    }

    @Test func truncationCountsOnlyWhenAskedFor() {
        let cut = Self.completion("cut off in the mid", "length")
        let whole = Self.completion("whole")
        #expect(PairFilter().reason(chosen: cut, rejected: whole) == nil)
        let strict = PairFilter(dropsTruncated: true)
        #expect(strict.reason(chosen: cut, rejected: whole) == .truncated)
        #expect(strict.reason(chosen: whole, rejected: cut) == .truncated)
        #expect(strict.reason(chosen: whole, rejected: Self.completion("other")) == nil)
    }

    @Test func repetitionCountsOnlyWhenAskedFor() {
        let circular = Self.completion(String(repeating: "and so on ", count: 10))
        let plain = Self.completion("It is in the third box.")
        #expect(PairFilter().reason(chosen: plain, rejected: circular) == nil)
        let strict = PairFilter(maximumRepetition: 0.5)
        #expect(strict.reason(chosen: plain, rejected: circular) == .repetition)
        #expect(strict.reason(chosen: plain, rejected: Self.completion("No.")) == nil)
    }

    @Test(arguments: [
        // 5 four-word sequences, the last equals the first.
        ("the cat sat down the cat sat down", 0.2),
        ("one two three four five six seven eight", 0),
        // Under eight words nothing is said.
        ("a a a a a a a", 0),
        // 97 sequences, 1 distinct.
        (String(repeating: "a ", count: 100), 96.0 / 97),
        ("", 0),
    ])
    func repeatedShare(text: String, share: Double) {
        #expect(abs(Repetition.share(of: text) - share) < 1e-12)
    }
}
