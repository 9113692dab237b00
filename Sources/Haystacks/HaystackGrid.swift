public import Artifacts
import Numbers
import Storage

/// The probes of a detection run: lengths x needles x depths, in a fixed order.
///
/// Length is the outermost loop, depth the innermost, so that neighbours have equal lengths (one
/// batch) and share the text before the needle.
public struct HaystackGrid: Codable, Sendable, Equatable {
    /// Tokens of the whole prompt.
    public var lengths: [Int]
    /// Percent of the filler that stands before the needle, 0...100.
    public var depths: [Double]
    /// The needles, each hidden at every length and depth.
    public var needles: [Needle]

    /// One probe of the grid.
    public struct Cell: Sendable, Equatable {
        /// Position in the order of the grid.
        public var index: Int
        /// Tokens of the whole prompt.
        public var length: Int
        /// Percent of the filler before the needle, 0...100.
        public var depth: Double
        /// Index into `needles`.
        public var needle: Int
    }

    /// Every combination of lengths, depths and needles.
    /// - Throws: `UsageError` for an empty list, a length or a depth out of range, and for more than a
    ///   million probes.
    public init(lengths: [Int], depths: [Double], needles: [Needle]) throws {
        for (name, count) in [
            ("lengths", lengths.count), ("depths", depths.count), ("needles", needles.count),
        ] where count == 0 {
            throw UsageError("the list of \(name) is empty: a needle grid needs at least one.")
        }
        if let bad = lengths.first(where: { !Limits.lengths.contains($0) }) {
            throw UsageError("length \(bad) is no count of tokens: give \(Limits.lengths).")
        }
        if let bad = depths.first(where: { !(0...100 ~= $0) }) {
            throw UsageError(
                "depth \(GridValues.text(bad)) is not a percentage: depths go from 0 (start) to 100 (end)."
            )
        }
        let (rows, overflow) = lengths.count.multipliedReportingOverflow(by: depths.count)
        let (probes, over) = rows.multipliedReportingOverflow(by: needles.count)
        guard !overflow, !over, probes <= Self.most else {
            throw UsageError(
                "\(lengths.count) lengths, \(depths.count) depths and \(needles.count) needles are more than \(Self.most) probes: give fewer."
            )
        }
        self.lengths = lengths
        self.depths = depths
        self.needles = needles
    }

    /// The most probes of one grid.
    static let most = 1_000_000

    /// Number of probes.
    public var count: Int { lengths.count * needles.count * depths.count }

    /// All probes, in their order.
    public var cells: [Cell] {
        var cells: [Cell] = []
        cells.reserveCapacity(count)
        for length in lengths {
            for needle in needles.indices {
                for depth in depths {
                    cells.append(
                        Cell(index: cells.count, length: length, depth: depth, needle: needle))
                }
            }
        }
        return cells
    }

    /// Refuses lengths that do not fit into the context of a model.
    ///
    /// - Parameters:
    ///   - contextLength: most tokens that the model can take.
    ///   - answer: tokens of the longest answer, which follow the prompt.
    /// - Throws: `UsageError` naming the length and the context length.
    public func check(contextLength: Int, answer: Int = 0, model: String) throws {
        guard let longest = lengths.max(), longest + answer > contextLength else { return }
        let what = answer > 0 ? " and an answer of up to \(answer) tokens need" : " needs"
        let most =
            contextLength > answer
            ? "ask for lengths up to \(contextLength - answer)" : "ask for shorter answers"
        throw UsageError(
            "length \(longest)\(what) more than the \(contextLength) positions of \(model): \(most)."
        )
    }
}
