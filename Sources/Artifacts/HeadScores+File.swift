public import Foundation

extension HeadScores {
    /// What the file holds beside the published `scores` object.
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

    /// Reads our own file or the published one (`{"0-0": [values], …}`), gzip or plain.
    ///
    /// - Throws: `UsageError` when there is no such file, `DataError` when it is not a score file,
    ///   when heads have different numbers of values or when a head is missing.
    public static func read(_ url: URL) throws -> HeadScores {
        let data = try AtomicFile.read(url)
        let decoder = JSONDecoder()
        if let file = try? decoder.decode(File.self, from: data) {
            guard file.kind == "head-scores" else {
                throw DataError("\(url.path) is a \(file.kind) file, not head-scores.")
            }
            return try HeadScores(
                model: file.model, mode: file.mode, layers: file.layers, heads: file.heads,
                attempts: file.attempts, values: heads(file.scores, url)
            ).checked(url)
        }
        guard let scores = try? decoder.decode([String: [Double]].self, from: data) else {
            throw DataError(
                "\(url.path) is not a score file: expected {\"layer-head\": [values], …} or the output of retmask detect."
            )
        }
        let values = try heads(scores, url)
        guard let layers = values.keys.map(\.layer).max(), let heads = values.keys.map(\.head).max()
        else { throw DataError("\(url.path) names no head.") }
        // The published files hold successful probes only; how many were run is not in them.
        return try HeadScores(
            model: nil, mode: "paper", layers: layers + 1, heads: heads + 1,
            attempts: values.values.map(\.count).max() ?? 0, values: values
        ).checked(url)
    }

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

    static func heads(_ scores: [String: [Double]], _ url: URL) throws -> [HeadID: [Double]] {
        var values: [HeadID: [Double]] = [:]
        for (name, list) in scores {
            guard let head = HeadID(name) else {
                throw DataError(
                    "\(url.path): \"\(name)\" is not a head; expected layer-head, such as \"12-3\"."
                )
            }
            values[head] = list
        }
        return values
    }

    func checked(_ url: URL) throws -> HeadScores {
        for head in allHeads {
            guard let list = values[head] else {
                throw DataError(
                    "\(url.path): head \(head) is missing from \(layers) layers of \(heads) heads.")
            }
            guard list.count == samples else {
                throw DataError(
                    "\(url.path): head \(head) has \(list.count) values where others have \(samples)."
                )
            }
        }
        guard values.count == layers * heads else {
            throw DataError(
                "\(url.path) has \(values.count) heads, but says \(layers) layers of \(heads).")
        }
        return self
    }
}
