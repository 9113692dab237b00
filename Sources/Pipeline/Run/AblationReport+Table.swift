public import RetrievalHeads
public import RunReports

extension AblationReport {
    /// The page of a table.
    ///
    /// - Parameters:
    ///   - model: as a person calls it.
    ///   - options: of the run; nil where they are not known.
    public init(_ table: AblationTable, model: String, options: AblationOptions? = nil) {
        func found(_ heads: Int, _ cell: AblationTable.Cell) -> Point {
            Point(heads: heads, value: cell.accuracy, low: cell.low, high: cell.high)
        }
        func likelihood(_ heads: Int, _ cell: AblationTable.Cell) -> Point {
            Point(
                heads: heads, value: cell.likelihood, low: cell.likelihoodLow,
                high: cell.likelihoodHigh)
        }
        func series(_ point: (Int, AblationTable.Cell) -> Point) -> [Series] {
            let base = point(0, table.base)
            return [
                .init("random heads", [base] + table.rows.map { point($0.count, $0.random) }),
                .init("highest scores", [base] + table.rows.map { point($0.count, $0.top) }),
            ]
        }
        self.init(
            title: "Needles found as heads are silenced", subtitle: model, found: series(found),
            likelihood: series(likelihood))
        facts = [.init("Probes", "\(table.probes)")]
        if let options { facts.append(.init("Random sets", "\(options.seeds.count)")) }
        facts += [
            .init("Drawn from", table.control.words), .init("Done to them", table.gate.words),
        ]
    }
}
