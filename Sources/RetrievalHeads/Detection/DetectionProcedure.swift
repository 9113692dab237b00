import Artifacts
import Haystacks

/// The procedure of a mode of detection: its prompts, their groups, and the score of an answer.
protocol DetectionProcedure {
    var mode: DetectionMode { get }
    /// Whether an answer ends with the turn, or goes on to the token limit.
    var stopsAtEndOfTurn: Bool { get }
    /// Hash of everything that the procedure alone decides.
    func fingerprint() throws -> String
    /// Cells of the grid, in its order, in groups whose prompts may share batches and prefixes.
    func groups(_ cells: [HaystackGrid.Cell]) -> [[HaystackGrid.Cell]]
    func haystack(_ cell: HaystackGrid.Cell, of grid: HaystackGrid) throws -> Haystack
    /// A probe as the attention detectors read it.
    func detectorInput(_ haystack: Haystack) throws -> DetectorInput
    /// Tokens of plain text, each once, for prompts of random tokens.
    func plainTokens() throws -> [Int]
    /// The part of an answer that counts.
    func prepared(_ answer: ObservedAnswer) throws -> ObservedAnswer
    /// Scores of all heads, layer-major.
    func scores(_ haystack: Haystack, _ answer: ObservedAnswer, heads: Int) -> [Double]
    /// The order in which the values of successful probes stand in the score file.
    func ordered(_ trials: [NeedleTrial]) -> [NeedleTrial]
}
