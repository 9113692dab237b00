import Artifacts
import Foundation
import Storage
import TestSupport
import Testing
import Tokenization

@testable import PreferenceTraining

@Suite struct PairPreviewTests {
    let pair = TokenizedPair(prompt: [10, 11, 10], chosen: [12, 10, 13], rejected: [14])

    func roles(_ side: PairPreview.Side) -> [PairPreview.TokenRole] { side.tokens.map(\.role) }

    func preview(_ length: Int, _ kept: TruncationSide, prompt: Int? = nil) -> PairPreview {
        PairPreview(
            pair, limits: Truncation(maxLength: length, maxPromptLength: prompt, side: kept)
        ) { "t\($0)" }
    }

    @Test func saysWhatBecomesOfEachToken() {
        let whole = preview(6, .keepStart)
        #expect(roles(whole.chosen) == [.context, .context, .context, .scored, .scored, .scored])
        #expect(roles(whole.rejected) == [.context, .context, .context, .scored])
        #expect(whole.chosen.tokens[3].text == "t12" && whole.chosen.tokens[3].isAnswer)
        // Id 10 stands at three places; each has a role of its own.
        let start = preview(4, .keepStart)
        #expect(
            roles(start.chosen) == [.context, .context, .context, .scored, .truncated, .truncated])
        let end = preview(4, .keepEnd, prompt: 2)
        #expect(roles(end.chosen) == [.truncated, .truncated, .context, .scored, .scored, .scored])
        #expect(roles(end.rejected) == [.truncated, .context, .context, .scored])
        // Nothing before the first token, so it is only given.
        #expect(
            roles(preview(2, .keepEnd).chosen) == [
                .truncated, .truncated, .truncated, .truncated, .context, .scored,
            ])
        #expect(end.chosen.count(.truncated, answer: false) == 2 && end.chosen.count(.scored) == 3)
    }

    /// The pairs of the fixture, the first with weights of the chosen answer.
    func file(_ folder: TemporaryFolder, weights: [Double]) throws -> URL {
        let lines = try String(contentsOf: Golden.pairs, encoding: .utf8).split(separator: "\n")
        let list = weights.map { "\($0)" }.joined(separator: ",")
        let first = lines[0].dropLast() + ",\"chosen_weights\":[\(list)]}"
        let url = folder.file("pairs.jsonl")
        try Data(
            ([String(first)] + lines.dropFirst().map(String.init)).joined(separator: "\n").utf8
        )
        .write(to: url)
        return url
    }

    func preview(_ number: Int, _ file: URL) throws -> PairPreview {
        try PairPreview(
            number: number, of: file, text: ChatTokenizer.load(Golden.model),
            options: PreferenceOptions(), contextLength: 256)
    }

    @Test func weightsStandBesideTheirTokens() throws {
        let folder = try TemporaryFolder()
        let plain = try preview(1, Golden.pairs)
        let count = plain.chosen.answer.count
        let weights = (0..<count).map { $0 % 2 == 0 ? 1 : 0.5 }
        let weighted = try preview(1, file(folder, weights: weights))
        #expect(weighted.chosen.answer.map(\.weight) == weights)
        #expect(weighted.rejected.tokens.allSatisfy { $0.weight == nil })
        #expect(weighted.chosen.answer.map(\.id) == plain.chosen.answer.map(\.id))
    }

    @Test func weightsThatDoNotFitNameBothNumbers() throws {
        let folder = try TemporaryFolder()
        let url = try file(folder, weights: [1, 0])
        let shown = try preview(1, url)
        let count = shown.chosen.answer.count
        let sentence =
            "chosen_weights has 2 values but the answer has \(count) tokens in mode corrected"
        #expect(shown.problem?.contains(sentence) == true)
        let tokens = try PreferenceTokens(ChatTokenizer.load(Golden.model), mode: .corrected)
        #expect {
            try PairDataset(
                PreferencePair.rows(of: url), tokens: tokens, options: PreferenceOptions(),
                contextLength: 256, isStrict: true)
        } throws: { $0 is DataError && "\($0)".contains("pairs.jsonl:1: \(sentence)") }
    }

    @Test func aPairThatIsNotThereIsNamed() throws {
        #expect {
            try preview(9, Golden.pairs)
        } throws: { "\($0)".contains("there is no pair 9") && "\($0)".contains("1 to 8") }
    }
}
