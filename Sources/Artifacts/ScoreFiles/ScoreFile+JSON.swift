import Foundation
import Numbers
import Storage

extension ScoreFile {
    /// Our own file.
    static func detect(_ content: Data, name: String) throws -> ScoreFile {
        let file: HeadScores.File = try decoded(content, name: name)
        guard file.kind == "head-scores" else {
            throw DataError("\(name) is a \(file.kind) file, not head-scores.")
        }
        guard 1...HeadShape.most ~= file.layers, 1...HeadShape.most ~= file.heads else {
            throw DataError(
                "\(name) says \(file.layers) layers of \(file.heads) heads; expected 1 to \(HeadShape.most) of each."
            )
        }
        guard 0...Limits.rows.highest ~= file.attempts else {
            throw DataError("\(name) says \(file.attempts) attempts; expected 0 or more.")
        }
        let scores = try HeadScores(
            model: file.model, mode: file.mode, layers: file.layers, heads: file.heads,
            attempts: file.attempts, values: heads(file.scores, name: name)
        ).checked(name)
        return ScoreFile(scores: scores, format: .detect)
    }

    /// The file of the published detectors: Retrieval_Head, RetMask, and DeCoRe's `retrieval_heads`,
    /// which the first of them made. One value a successful probe; how many were run is not in it.
    static func published(_ content: Data, name: String) throws -> ScoreFile {
        let values = try heads(decoded(content, name: name), name: name)
        guard !values.isEmpty else { throw DataError("\(name) names no head.") }
        let shape = HeadShape(around: values.keys)
        let scores = try HeadScores(
            model: nil, mode: "paper", layers: shape.layers, heads: shape.heads,
            attempts: values.values.map(\.count).max() ?? 0, values: values
        ).checked(name)
        return ScoreFile(scores: scores, format: .published)
    }

    /// - Throws: `DataError` with the path of the field.
    static func decoded<Value: Decodable>(_ content: Data, name: String) throws -> Value {
        do { return try JSONDecoder().decode(Value.self, from: content) } catch {
            // What Python writes for numbers that JSON has not, and nothing else in a score file may be.
            let words = ["NaN", "Infinity"]
            if let word = words.first(where: { content.range(of: Data($0.utf8)) != nil }) {
                throw DataError("\(name) has a \(word); scores are \(Limits.score).")
            }
            throw DataError("\(name): \(DecodingProblem.sentence(error))")
        }
    }

    static func heads(_ scores: [String: [Double]], name: String) throws -> [HeadID: [Double]] {
        var values: [HeadID: [Double]] = [:]
        for (text, list) in scores.sorted(by: { $0.key < $1.key }) {
            values[try head(text, name: name)] = list
        }
        return values
    }

    static func head(_ text: some StringProtocol, name: String) throws -> HeadID {
        guard let head = HeadID(text) else {
            throw DataError(
                "\(name): \"\(text)\" is not a head; expected layer-head, such as \"12-3\".")
        }
        guard head.layer < HeadShape.most, head.head < HeadShape.most else {
            throw DataError(
                "\(name): head \(head) is in no model; layers and heads go from 0 to \(HeadShape.most - 1)."
            )
        }
        return head
    }
}
