import Artifacts
import Haystacks

/// Needles where they were asked for, exact spans, each needle token credited once.
struct StandardProcedure: ProbeProcedure {
    let builder: HaystackBuilder
    let filler: String
    let layout: PromptLayout

    init(encoder: any PromptEncoder, filler: Filler, layout: PromptLayout) {
        builder = HaystackBuilder(encoder: encoder, filler: filler, layout: layout)
        self.filler = filler.fingerprint
        self.layout = layout
    }

    var mode: DetectionMode { .standard }
    var stopsAtEndOfTurn: Bool { true }
    var groupsBeginAlike: Bool { false }

    func fingerprint() throws -> String {
        Fingerprint.of(
            [filler, String(decoding: try JSONLines.line(layout), as: UTF8.self)].joined())
    }

    /// One group a length: prompts of a batch are then padded little.
    func groups(_ cells: [HaystackGrid.Cell]) -> [[HaystackGrid.Cell]] {
        cells.chunked { $0.length == $1.length }.map(Array.init)
    }

    func probe(_ haystack: Haystack) throws -> DetectorProbe {
        DetectorProbe(
            haystack: haystack, null: try builder.haystack(haystack, asking: Self.nullQuestion))
    }

    /// What asks nothing, as in QRHead.
    static let nullQuestion = "N/A"

    func plainTokens() throws -> [Int] { try builder.fillerTokens() }

    func haystack(_ cell: HaystackGrid.Cell, of grid: HaystackGrid) throws -> Haystack {
        try builder.haystack(cell, of: grid)
    }

    func prepared(_ answer: ObservedAnswer) throws -> ObservedAnswer { answer }

    func scores(_ haystack: Haystack, _ answer: ObservedAnswer, heads: Int) -> [Double] {
        RetrievalScore.scores(
            prompt: haystack.ids, needle: haystack.span, generated: answer.tokens,
            attended: answer.attended, heads: heads)
    }

    func ordered(_ trials: [NeedleTrial]) -> [NeedleTrial] { trials }
}
