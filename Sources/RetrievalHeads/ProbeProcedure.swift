import Artifacts
import Haystacks

/// What a mode of detection decides: its prompts, how they are grouped, and what an answer counts.
protocol ProbeProcedure {
    var mode: DetectionMode { get }
    /// Whether an answer ends with the turn, or goes on to the token limit.
    var stopsAtEndOfTurn: Bool { get }
    /// Whether prompts of a group begin alike, so that a batch should hold such only.
    var groupsBeginAlike: Bool { get }
    /// Hash of everything that the procedure alone decides.
    func fingerprint() throws -> String
    /// The cells of the grid in groups whose prompts may share batches and prefixes.
    func groups(_ grid: HaystackGrid) -> [[HaystackGrid.Cell]]
    func haystack(_ cell: HaystackGrid.Cell, of grid: HaystackGrid) throws -> Haystack
    /// The part of an answer that counts.
    func prepared(_ answer: ObservedAnswer) throws -> ObservedAnswer
    /// Scores of all heads, layer-major.
    func scores(_ haystack: Haystack, _ answer: ObservedAnswer, heads: Int) -> [Double]
    /// The order in which the values of successful probes stand in the score file.
    func ordered(_ trials: [NeedleTrial]) -> [NeedleTrial]
}

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
    func groups(_ grid: HaystackGrid) -> [[HaystackGrid.Cell]] {
        grid.cells.chunked { $0.length == $1.length }.map(Array.init)
    }

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
