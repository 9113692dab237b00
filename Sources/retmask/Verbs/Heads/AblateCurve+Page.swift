import Foundation
import RetrievalHeads
import RunReports
import Storage

extension AblateCurve {
    /// `curve.html` for `curve.json`.
    static func page(beside out: URL) throws -> URL {
        guard out.pathExtension != "html" else {
            throw UsageError(
                "--out \(out.lastPathComponent) is where the page would go; give the table another name, such as curve.json."
            )
        }
        return out.deletingPathExtension().appendingPathExtension("html")
    }

    /// - Parameter model: as a person calls it.
    static func report(
        _ table: AblationTable, model: String, options: AblationOptions
    ) -> AblationReport {
        typealias Point = AblationReport.Point
        func found(_ heads: Int, _ cell: AblationTable.Cell) -> Point {
            Point(heads: heads, value: cell.accuracy, low: cell.low, high: cell.high)
        }
        func likelihood(_ heads: Int, _ cell: AblationTable.Cell) -> Point {
            Point(
                heads: heads, value: cell.likelihood, low: cell.likelihoodLow,
                high: cell.likelihoodHigh)
        }
        func series(_ point: (Int, AblationTable.Cell) -> Point) -> [AblationReport.Series] {
            let base = point(0, table.base)
            return [
                .init("random heads", [base] + table.rows.map { point($0.count, $0.random) }),
                .init("highest scores", [base] + table.rows.map { point($0.count, $0.top) }),
            ]
        }
        var report = AblationReport(
            title: "Needles found as heads are silenced", subtitle: model, found: series(found),
            likelihood: series(likelihood))
        report.facts = [
            .init("Probes", "\(table.probes)"), .init("Random sets", "\(options.seeds.count)"),
            .init("Drawn from", table.control.words), .init("Done to them", table.gate.words),
        ]
        return report
    }
}
