public import Foundation
import Numbers
import Storage

extension HeadScores {
    /// The file: fields beside the published `scores` object.
    struct File: Codable {
        var kind: String
        var version: Int
        var model: String?
        var mode: String
        var layers: Int
        var heads: Int
        var attempts: Int
        var samples: Int
        var scores: [String: [Double]]
    }

    /// Reads a score file of any ``ScoreFormat``, gzip or plain; ``ScoreFile`` says more about it.
    ///
    /// - Throws: `UsageError` when there is no such file, `DataError` when it is not a score file,
    ///   when heads have different numbers of values or when a head is missing.
    public static func read(_ url: URL) throws -> HeadScores { try ScoreFile.read(url).scores }

    /// Writes our own file; equal scores are equal bytes.
    public func write(to url: URL) throws {
        let scores = Dictionary(
            uniqueKeysWithValues: allHeads.map { ($0.description, values[$0] ?? []) })
        try AtomicFile.write(
            json: File(
                kind: "head-scores", version: 1, model: model, mode: mode, layers: layers,
                heads: heads, attempts: attempts, samples: samples, scores: scores), to: url)
    }

    /// The published shape: one line, `"layer-head": [values]`, layer-major.
    public func publishedJSON() -> String {
        let rows = allHeads.map { head in
            // Python counts from the integer 0, so a head that copied nothing has 0 and not 0.0.
            let list = (values[head] ?? []).map { $0 == 0 ? "0" : "\($0)" }
                .joined(separator: ", ")
            return "\"\(head)\": [\(list)]"
        }
        return "{" + rows.joined(separator: ", ") + "}"
    }

    /// - Throws: `DataError` when a head is missing, too many, has another number of values, or one that is
    ///   no score.
    func checked(_ name: String) throws -> HeadScores {
        for place in 0..<layers * heads {
            let head = HeadID(layer: place / heads, head: place % heads)
            guard let list = values[head] else {
                throw DataError(
                    "\(name): head \(head) is missing from \(layers) layers of \(heads) heads.")
            }
            guard list.count == samples else {
                throw DataError(
                    "\(name): head \(head) has \(list.count) values where others have \(samples).")
            }
            if let bad = list.first(where: { !Limits.score.contains($0) }) {
                throw DataError("\(name): head \(head) has \(bad); scores are \(Limits.score).")
            }
        }
        guard values.count == layers * heads else {
            throw DataError(
                "\(name) has \(values.count) heads, but says \(layers) layers of \(heads).")
        }
        return self
    }
}
