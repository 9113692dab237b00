import Artifacts
import DecoderModels
import Haystacks
import Testing

@testable import RetrievalHeads

/// The worked examples of the detectors.
@Suite struct AttentionDetectorTests {
    /// Nine tokens; the needle's answer at 5..<7, its sentence at 3..<7, the question from 7 on.
    let input: DetectorInput

    init() throws {
        // A builder makes haystacks; this one has a word a token.
        let model = ScriptedModel()
        let builder = HaystackBuilder(
            encoder: model, filler: try .builtIn(tokens: 60, seed: 1),
            layout: PromptLayout(opening: "", bridge: " ", closing: ""))
        let needle = Needle(needle: "It is a red hat", question: "What?", answer: "red hat")
        let haystack = try builder.haystack(needle, length: 0, depth: 0)
        input = DetectorInput(
            haystack: haystack, nullQuery: try builder.haystack(haystack, question: "N/A"))
    }

    @Test("the haystack knows sentence, answer and question")
    func spans() {
        // It| is| a| red| hat| What|?
        #expect(input.haystack.ids.count == 7)
        #expect(input.haystack.sentence == 0..<5 && input.haystack.span == 3..<5)
        #expect(input.haystack.question == 5..<7)
        // It| is| a| red| hat| N|/|A
        #expect(input.nullQuery.question == 5..<8)
        #expect(input.nullQuery.ids.prefix(5) == input.haystack.ids.prefix(5))
    }

    @Test func forcedCopy() {
        let detector = ForcedCopyDetector()
        let queries = detector.queries(input)
        // `It is a red` stands after the prompt of 7; ` a` and ` red` predict the answer.
        #expect(queries.count == 1 && queries[0].tokens.count == 11)
        #expect(queries[0].tokens.suffix(4) == input.haystack.ids[0..<4])
        #expect(queries[0].queries == 9..<11 && queries[0].targets == [3..<5, 3..<5])
        // Head 0 looks at 3, then 4; head 1 at 3 twice; head 2 at the wrong one each time.
        let summary = AttentionSummary(argmax: [[3, 3, 4], [4, 3, 3]], mass: [])
        #expect(detector.scores(input, [summary]) == [1, 0.5, 0])
    }

    @Test func mass() {
        let summary = AttentionSummary(argmax: [], mass: [[0.6, 0], [0.8, 0.1]])
        let scores = AttentionMassDetector().scores(input, [summary])
        #expect(abs(scores[0] - 0.7) < 1e-12 && abs(scores[1] - 0.05) < 1e-12)
    }

    @Test func query() {
        let queries = QueryDetector().queries(input)
        #expect(queries.map(\.queries) == [5..<7, 5..<8])
        #expect(queries.allSatisfy { $0.targets.allSatisfy { $0 == 0..<5 } })
        let scores = QueryDetector().scores(
            input,
            [
                AttentionSummary(argmax: [], mass: [[0.4, 0.2], [0.2, 0.2]]),
                AttentionSummary(argmax: [], mass: [[0.1, 0.5], [0.1, 0.5], [0.1, 0.5]]),
            ])
        #expect(abs(scores[0] - 0.2) < 1e-12 && abs(scores[1] + 0.3) < 1e-12)
    }

    @Test("queries that two detectors share are computed once")
    func plan() {
        let plan = AttentionQueryPlan([input, input], kinds: [.copy, .forcedCopy, .mass, .query])
        // The forced answer, the question, the null question.
        #expect(plan.lists.count == 3 && plan.lists.allSatisfy { $0.count == 2 })
        let attention = [
            AttentionSummary(argmax: [[3, 3], [4, 3]], mass: [[0.5, 0], [0.7, 0]]),
            AttentionSummary(argmax: [], mass: [[0.3, 0]]),
            AttentionSummary(argmax: [], mass: [[0.1, 0]]),
        ]
        let scores = plan.scores(1, attention)
        #expect(scores?.keys.sorted() == ["forced-copy", "mass", "query"])
        #expect(scores?["forced-copy"] == [1, 0.5])
        #expect(abs((scores?["mass"]?[0] ?? 0) - 0.6) < 1e-12)
        #expect(abs((scores?["query"]?[0] ?? 0) - 0.2) < 1e-12)
        #expect(AttentionQueryPlan([], kinds: [.copy]).scores(0, []) == nil)
    }
}

@Suite struct RepeatedTokensTests {
    @Test("the last round, looking one round back")
    func requests() {
        let tokens = RepeatedTokens(round: [7, 9, 4])
        #expect(tokens.tokens == [7, 9, 4, 7, 9, 4, 7, 9, 4, 7, 9, 4])
        let echo = tokens.queries(.echo, stretch: 2)
        // Queries 9, 10 and 11 in stretches of two.
        #expect(echo.map(\.queries) == [9..<11, 11..<12])
        #expect(echo.map(\.tokens.count) == [11, 12])
        #expect(echo.flatMap(\.targets) == [6..<7, 7..<8, 8..<9])
        #expect(
            tokens.queries(.induction).flatMap(\.targets) == [7..<8, 8..<9, 9..<10])
    }

    @Test("the mean over all queries of the round")
    func scores() {
        let attention = [
            AttentionSummary(argmax: [], mass: [[0.7, 0], [0.9, 1]]),
            AttentionSummary(argmax: [], mass: [[0.2, 0.5]]),
        ]
        let scores = RepeatedTokens(round: [1, 2, 3]).scores(attention)
        #expect(abs(scores[0] - 0.6) < 1e-12 && abs(scores[1] - 0.5) < 1e-12)
    }

    @Test("drawn from the vocabulary, each once, by the seed")
    func drawn() {
        let vocabulary = Array(100..<140)
        let one = RepeatedTokens(length: 80, from: vocabulary, seed: 1)
        #expect(one.round.count == 20 && Set(one.round).count == 20)
        #expect(one.round.allSatisfy(vocabulary.contains))
        #expect(one == RepeatedTokens(length: 80, from: vocabulary, seed: 1))
        #expect(one != RepeatedTokens(length: 80, from: vocabulary, seed: 2))
    }
}
