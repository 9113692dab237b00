import Foundation
import Numbers
import Storage

extension ScoreFile {
    static let headSetKey = "attn_head_set"

    /// A configuration of QRHead (arXiv 2506.09944, github.com/princeton-pli/QRHead):
    ///
    ///     attn_head_set: "13-18,13-21,8-11" # top16
    ///     model_base_class: "Llama-3.1-8B-Instruct"
    ///     model_name_or_path: "meta-llama/Llama-3.1-8B-Instruct"
    ///
    /// The list has no scores, only an order. Head i of n (from 0) gets (n - i)/n and every head
    /// that is not listed 0, so that `--top 3` means the first three; other numbers of such scores
    /// mean nothing.
    static func qrHeadList(_ content: Data, name: String, shape: HeadShape?) throws -> ScoreFile {
        let fields = try TextLine.lines(of: content).map { line in
            let parts = line.text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else {
                throw DataError(
                    "\(name):\(line.number): \"\(line.text)\" is not a field; expected key: value.")
            }
            return (
                key: parts[0].trimmingCharacters(in: .whitespaces),
                value: parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " \t\"'")),
                line: line.number
            )
        }
        guard let list = fields.first(where: { $0.key == headSetKey }) else {
            throw DataError("\(name): \(headSetKey) is missing.")
        }
        let place = "\(name):\(list.line)"
        guard list.value != "full_heads", !list.value.isEmpty else {
            throw DataError(
                "\(place): \(headSetKey) is \"\(list.value)\" and lists no heads, so there is no ranking."
            )
        }
        let names = list.value.split(separator: ",", omittingEmptySubsequences: false)
        let ranked = try names.enumerated().map { index, text in
            (
                head: try head(text.trimmingCharacters(in: .whitespaces), name: place),
                score: Double(names.count - index) / Double(names.count)
            )
        }
        var file = try listed(
            ranked, name: place, shape: shape,
            model: fields.first { $0.key == "model_name_or_path" }?.value)
        file.format = .qrHeadList
        file.notes.insert(
            "The \(ranked.count) heads are listed best first and without scores: the first counts as 1, the last as \(1 / Double(ranked.count)), every other head as 0. Ranks and sets can be used, other numbers mean nothing.",
            at: 0)
        return file
    }

    /// The output of QRHead's detection: `[["13-18", 0.61], …]`, normally every head, best first.
    ///
    /// The number of a head is its mean over queries already, so there are no intervals. A head that
    /// is not listed counts as 0.
    static func qrHeadScores(_ content: Data, name: String, shape: HeadShape?) throws -> ScoreFile {
        let pairs: [Pair] = try decoded(content, name: name)
        let ranked = try pairs.map { (head: try head($0.head, name: name), score: $0.score) }
        var file = try listed(ranked, name: name, shape: shape, model: nil)
        let left = file.scores.layers * file.scores.heads - ranked.count
        if left > 0 { file.notes.insert("\(left) heads are not listed and count as 0.", at: 0) }
        return file
    }

    private struct Pair: Decodable {
        let head: String
        let score: Double

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            head = try list.decode(String.self)
            score = try list.decode(Double.self)
        }
    }

    private static func listed(
        _ ranked: [(head: HeadID, score: Double)], name: String, shape: HeadShape?, model: String?
    ) throws -> ScoreFile {
        var values: [HeadID: [Double]] = [:]
        for (head, score) in ranked {
            guard values[head] == nil else {
                throw DataError("\(name): head \(head) is listed twice.")
            }
            guard Limits.score.contains(score) else {
                throw DataError("\(name): head \(head) has \(score); scores are \(Limits.score).")
            }
            if let shape, !shape.contains(head) {
                throw UsageError("\(name): head \(head) is outside of a model of \(shape).")
            }
            values[head] = [score]
        }
        let known = shape ?? HeadShape(around: values.keys)
        var scores = HeadScores(
            model: model, mode: "qrhead", layers: known.layers, heads: known.heads, attempts: 1,
            values: values, meansOf: 1)
        let others = scores.allHeads.filter { values[$0] == nil }
        for head in others { scores.values[head] = [0] }
        // A file that lists every head of a rectangle has said its shape.
        let isGuess = shape == nil && !others.isEmpty
        return ScoreFile(
            scores: scores, format: .qrHeadScores, hasGuessedShape: isGuess,
            notes: isGuess
                ? [
                    "The file does not say how large the model is: \(known.layers) layers of \(known.heads) heads is the smallest that has every listed head; --shape says better."
                ] : [])
    }
}
