import Artifacts
import Haystacks

/// What a mode of detection decides: its prompts, how they are grouped, and what an answer counts.
protocol ProbeProcedure {
    var mode: DetectionMode { get }
    /// Whether an answer ends with the turn, or goes on to the token limit.
    var stopsAtEndOfTurn: Bool { get }
    /// Hash of everything that the procedure alone decides.
    func fingerprint() throws -> String
    /// Cells of the grid, in its order, in groups whose prompts may share batches and prefixes.
    func groups(_ cells: [HaystackGrid.Cell]) -> [[HaystackGrid.Cell]]
    func haystack(_ cell: HaystackGrid.Cell, of grid: HaystackGrid) throws -> Haystack
    /// A probe as the attention detectors see it.
    func probe(_ haystack: Haystack) throws -> DetectorProbe
    /// Tokens of plain text, each once, for prompts of random tokens.
    func plainTokens() throws -> [Int]
    /// The part of an answer that counts.
    func prepared(_ answer: ObservedAnswer) throws -> ObservedAnswer
    /// Scores of all heads, layer-major.
    func scores(_ haystack: Haystack, _ answer: ObservedAnswer, heads: Int) -> [Double]
    /// The order in which the values of successful probes stand in the score file.
    func ordered(_ trials: [NeedleTrial]) -> [NeedleTrial]
}
