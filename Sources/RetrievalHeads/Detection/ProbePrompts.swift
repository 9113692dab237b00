import Artifacts
import Foundation
import Haystacks
import HeadAnalysis
import Storage

/// The prompts of a mode of detection.
protocol ProbePrompts {
    /// Hash of everything that decides the prompts beside grid and model.
    func fingerprint() throws -> String
    /// Cells of the grid, in its order, in groups whose prompts may share batches and prefixes.
    func groups(_ cells: [HaystackGrid.Cell]) -> [[HaystackGrid.Cell]]
    func haystack(_ cell: HaystackGrid.Cell, of grid: HaystackGrid) throws -> Haystack
}

/// The scoring of the answers of a mode of detection.
protocol ProbeScoring {
    /// Whether an answer ends with the turn, or goes on to the token limit.
    var stopsAtEndOfTurn: Bool { get }
    /// The part of an answer that counts.
    func prepared(_ answer: ObservedAnswer) throws -> ObservedAnswer
    /// Scores of all heads, layer-major.
    func scores(_ haystack: Haystack, _ answer: ObservedAnswer, heads: Int) -> [Double]
    /// The order in which the values of successful probes stand in the score file.
    func ordered(_ trials: [NeedleTrial]) -> [NeedleTrial]
}

/// The prompts of the default mode: needles where they were asked for, exact spans.
struct StandardProbePrompts: ProbePrompts {
    let builder: HaystackBuilder
    let filler: String
    let layout: PromptLayout

    init(encoder: any PromptEncoder, filler: Filler, layout: PromptLayout) {
        builder = HaystackBuilder(encoder: encoder, filler: filler, layout: layout)
        self.filler = filler.fingerprint
        self.layout = layout
    }

    func fingerprint() throws -> String {
        Fingerprint.of(
            [filler, String(decoding: try JSONLines.line(layout), as: UTF8.self)].joined())
    }

    /// One group a length: prompts of a batch are then padded little.
    func groups(_ cells: [HaystackGrid.Cell]) -> [[HaystackGrid.Cell]] {
        cells.reduce(into: []) { groups, cell in
            if groups.last?.last?.length == cell.length {
                groups[groups.count - 1].append(cell)
            } else {
                groups.append([cell])
            }
        }
    }

    func haystack(_ cell: HaystackGrid.Cell, of grid: HaystackGrid) throws -> Haystack {
        try builder.haystack(cell, of: grid)
    }

    /// A probe as the attention detectors read it, with the null query of QRHead.
    func detectorInput(_ haystack: Haystack) throws -> DetectorInput {
        DetectorInput(
            haystack: haystack, nullQuery: try builder.haystack(haystack, question: "N/A"))
    }

    /// Tokens of plain text, each once, for prompts of random tokens.
    func plainTokens() throws -> [Int] { try builder.fillerTokens() }
}

/// The scoring of the default mode: each needle token credited once.
struct StandardProbeScoring: ProbeScoring {
    let reasoning: Bool

    var stopsAtEndOfTurn: Bool { true }

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
