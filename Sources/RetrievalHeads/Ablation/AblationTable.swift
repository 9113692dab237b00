public import Artifacts
public import HeadAnalysis
import Numbers

/// The curve as rows: one a count of heads.
public struct AblationTable: Codable, Sendable, Equatable {
    /// The results with some heads silenced, or with none.
    public struct Cell: Codable, Sendable, Equatable {
        /// Share of the needles found, with a 95% bootstrap interval over probes.
        public var accuracy: Double
        /// The lower end of that interval, 0 to 1.
        public var low: Double
        /// The upper end of that interval, 0 to 1.
        public var high: Double
        /// Nats per token of plain text, the mean over sets of heads.
        public var likelihood: Double
        /// The lowest and the highest of the sets; the same for a single one.
        public var likelihoodLow: Double
        /// The mean of the set with the highest, in nats per token.
        public var likelihoodHigh: Double
    }
    /// The results with one count of heads.
    public struct Row: Codable, Sendable, Equatable {
        /// Heads silenced.
        public var count: Int
        /// The heads with the highest scores.
        public var top: Cell
        /// Over all seeds; a probe counts with its mean over them.
        public var random: Cell
    }

    /// Probes behind every accuracy.
    public var probes: Int
    /// The ablation.
    public var gate: HeadGate
    /// From which heads the random sets were drawn.
    public var control: RandomControl
    /// The whole model, without any ablation.
    public var base: Cell
    /// One for each count, ascending.
    public var rows: [Row]

    /// - Parameters:
    ///   - points: as ``AblationCurve/run(out:restarts:progress:whileLocked:)`` returns them.
    ///   - options: of that run.
    public init(_ points: [AblationPoint], options: AblationOptions) {
        (gate, control) = (options.gate, options.control)
        func cell(_ points: [AblationPoint]) -> Cell {
            let probes = points.first?.found.count ?? 0
            let values = (0..<probes).map { probe in
                Double(points.count { $0.found[probe] }) / Double(points.count)
            }
            let range = Bootstrap().interval(of: values)
            let likelihoods = points.map(\.likelihood)
            return Cell(
                accuracy: range?.mean ?? 0, low: range?.low ?? 0, high: range?.high ?? 0,
                likelihood: likelihoods.reduce(0, +) / Double(max(points.count, 1)),
                likelihoodLow: likelihoods.min() ?? 0, likelihoodHigh: likelihoods.max() ?? 0)
        }
        probes = points.first?.found.count ?? 0
        base = cell(points.filter { $0.count == 0 })
        rows = Set(points.map(\.count)).subtracting([0]).sorted().map { count in
            let here = points.filter { $0.count == count }
            return Row(
                count: count, top: cell(here.filter { $0.seed == nil }),
                random: cell(here.filter { $0.seed != nil }))
        }
    }
}
