import Artifacts
import Foundation
import Haystacks
import Storage

/// Needles where they were asked for, exact spans, each needle token credited once.
struct StandardProcedure: DetectionProcedure {
    let builder: HaystackBuilder
    let filler: String
    let layout: PromptLayout
    let reasoning: Bool

    init(encoder: any PromptEncoder, filler: Filler, layout: PromptLayout, reasoning: Bool) {
        builder = HaystackBuilder(encoder: encoder, filler: filler, layout: layout)
        self.filler = filler.fingerprint
        self.layout = layout
        self.reasoning = reasoning
    }

    var mode: DetectionMode { .standard }
    var stopsAtEndOfTurn: Bool { true }

    func fingerprint() throws -> String {
        Fingerprint.of(
            [filler, String(decoding: try JSONLines.line(layout), as: UTF8.self)].joined())
    }

    /// One group a length: prompts of a batch are then padded little.
    func groups(_ cells: [HaystackGrid.Cell]) -> [[HaystackGrid.Cell]] {
        cells.chunked { $0.length == $1.length }.map(Array.init)
    }

    func detectorInput(_ haystack: Haystack) throws -> DetectorInput {
        DetectorInput(
            haystack: haystack,
            nullQuery: try builder.haystack(haystack, question: Self.nullQuestion))
    }

    /// The null query, as in QRHead.
    static let nullQuestion = "N/A"

    func plainTokens() throws -> [Int] { try builder.fillerTokens() }

    func haystack(_ cell: HaystackGrid.Cell, of grid: HaystackGrid) throws -> Haystack {
        try builder.haystack(cell, of: grid)
    }

    func prepared(_ answer: ObservedAnswer) throws -> ObservedAnswer {
        guard reasoning else { return answer }
        var answer = answer
        answer.text = Self.answerAfterReasoning(answer.text)
        return answer
    }

    /// The text after the reasoning; empty when it does not end.
    static func answerAfterReasoning(_ text: String) -> String {
        text.range(of: "</think>", options: [.literal, .backwards]).map {
            String(text[$0.upperBound...])
        } ?? ""
    }

    func scores(_ haystack: Haystack, _ answer: ObservedAnswer, heads: Int) -> [Double] {
        RetrievalScore.scores(
            prompt: haystack.ids, needle: haystack.span, generated: answer.tokens,
            attended: answer.attended, heads: heads)
    }

    func ordered(_ trials: [NeedleTrial]) -> [NeedleTrial] { trials }
}
