import Artifacts
import Haystacks
import HeadAnalysis

/// The prompts of the published procedure with their accidents: see ``PaperPrompts`` and ``PaperSpan``.
struct PaperProbePrompts: ProbePrompts {
    let prompts: PaperPrompts
    /// The settings that decide the prompts beside grid and model.
    let identity: String

    func fingerprint() throws -> String { identity }

    /// One group a needle: its prompts of all lengths begin alike.
    func groups(_ cells: [HaystackGrid.Cell]) -> [[HaystackGrid.Cell]] {
        Dictionary(grouping: cells, by: \.needle).sorted { $0.key < $1.key }.map(\.value)
    }

    func haystack(_ cell: HaystackGrid.Cell, of grid: HaystackGrid) throws -> Haystack {
        try prompts.haystack(cell)
    }
}

/// The published scoring: see ``PaperScore``.
struct PaperProbeScoring: ProbeScoring {
    let encoder: any PaperEncoder
    /// Columns that the cache of a layer keeps, nil for all.
    let windows: [Int?]

    var stopsAtEndOfTurn: Bool { false }

    /// Up to the token at which the published loop stops, that token included. It also stops at a
    /// token written `<0x0A>`, which byte-level vocabularies do not have.
    func prepared(_ answer: ObservedAnswer) throws -> ObservedAnswer {
        let end = answer.tokens.firstIndex(of: PaperScore.stopID)
        let tokens = Array(answer.tokens.prefix(end.map { $0 + 1 } ?? answer.tokens.count))
        return ObservedAnswer(
            tokens: tokens, text: try encoder.answerText(of: tokens),
            attended: Array(answer.attended.prefix(tokens.count)))
    }

    func scores(_ haystack: Haystack, _ answer: ObservedAnswer, heads: Int) -> [Double] {
        PaperScore.scores(
            prompt: haystack.ids, needle: haystack.span, generated: answer.tokens,
            attended: answer.attended, windows: windows)
    }

    /// Needle by needle, as the published loops go.
    func ordered(_ trials: [NeedleTrial]) -> [NeedleTrial] {
        trials.sorted { ($0.needle, $0.index) < ($1.needle, $1.index) }
    }
}
