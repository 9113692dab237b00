import Foundation
import Storage

extension ScoreFile {
    /// `full_attention_heads.tsv` of DuoAttention (arXiv 2410.10819, github.com/mit-han-lab/duo-attention):
    /// a row a layer, a column a **key/value** head, tab-separated; 1 for a head that needs the full
    /// context, 0 for one to which sinks and recent tokens are enough.
    ///
    /// Query head h of a model with g query heads per key/value head reads key/value head h / g, so
    /// with a shape each value is given to all g heads of its group. Without one the heads are
    /// key/value heads, and the notes say so. Values are cut to 0...1, as DuoAttention's loader does:
    /// training leaves a few just below 0.
    static func duoAttention(_ content: Data, name: String, shape: HeadShape?) throws -> ScoreFile {
        let rows = try TextLine.lines(of: content).map { try row($0, name: name) }
        let columns = rows[0].values.count
        for row in rows where row.values.count != columns {
            throw DataError(
                "\(name):\(row.line) has \(row.values.count) values where the first row has \(columns)."
            )
        }
        var group = 1
        if let shape {
            guard shape.layers == rows.count, shape.heads.isMultiple(of: columns) else {
                throw UsageError(
                    "\(name) has \(rows.count) layers of \(columns) key/value heads, which do not fit a model of \(shape): expected \(rows.count) layers and a multiple of \(columns) heads."
                )
            }
            group = shape.heads / columns
        }
        var values: [HeadID: [Double]] = [:]
        for (layer, row) in rows.enumerated() {
            for head in 0..<columns * group {
                values[HeadID(layer: layer, head: head)] = [row.values[head / group]]
            }
        }
        var notes = [
            shape == nil
                ? "Values are of key/value heads, \(rows.count) layers of \(columns); --shape with the number of query heads gives each to the query heads that share it."
                : "Each value is of a key/value head and stands for its \(group) query heads."
        ]
        let full = rows.flatMap(\.values).count { $0 == 1 }
        if full > 1 {
            notes.append(
                "\(full) key/value heads have the highest value, 1; among equal values the order is that of the layers and means nothing."
            )
        }
        return ScoreFile(
            scores: HeadScores(
                model: nil, mode: "duo-attention", layers: rows.count, heads: columns * group,
                attempts: 1, values: values, meansOf: 1),
            format: .duoAttention, hasKeyValueHeads: shape == nil, notes: notes)
    }

    private static func row(
        _ line: TextLine, name: String
    ) throws -> (values: [Double], line: Int) {
        let fields = line.text.split(separator: "\t", omittingEmptySubsequences: false)
        let values = try fields.enumerated().map { index, field in
            // A little outside is noise of training; more is another file.
            guard let value = Double(field), (-0.1...1.1).contains(value) else {
                throw DataError(
                    "\(name):\(line.number): column \(index + 1) is \"\(field)\"; expected a number from 0 to 1."
                )
            }
            return min(max(value, 0), 1)
        }
        return (values, line.number)
    }
}
