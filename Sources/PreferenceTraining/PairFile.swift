import Artifacts
public import Foundation

/// Reads pairs in TRL's conversational format, plain or gzip.
public enum PairFile {
    /// Every row of a `.jsonl` or `.jsonl.gz` file.
    ///
    /// A row has `chosen` and `rejected`, each a list of messages. They may be whole conversations,
    /// or answers to a `prompt` that stands beside them. `chosen_weights` and `rejected_weights`,
    /// lists with a number for each token of the answer (its end of turn included), may say how much
    /// each counts in the loss: 0 takes a token out of it.
    ///
    /// - Throws: `UsageError` for a missing file; `DataError` naming file, line and field for a row
    ///   that is not JSON, lacks a side, has an empty one, or has roles in the wrong place, and for
    ///   a file without rows.
    public static func read(_ url: URL) throws -> [PairConversation] {
        var pairs: [PairConversation] = []
        try JSONLines.forEachLine(of: url) { number, line in
            func fail(_ sentence: String) -> DataError {
                DataError("\(url.path):\(number): \(sentence)")
            }
            let row: Row
            do { row = try JSONDecoder().decode(Row.self, from: line) } catch {
                throw fail(DecodingProblem.sentence(error))
            }
            for (name, side) in [("chosen", row.chosen), ("rejected", row.rejected)]
            where side.isEmpty {
                throw fail("\(name) is empty but should have at least one message.")
            }
            var pair =
                row.prompt.map {
                    PairConversation(prompt: $0, chosen: row.chosen, rejected: row.rejected)
                } ?? PairConversation(chosen: row.chosen, rejected: row.rejected)
            pair.chosenWeights = row.chosenWeights
            pair.rejectedWeights = row.rejectedWeights
            if let problem = pair.problem { throw fail("\(problem).") }
            pairs.append(pair)
        }
        guard !pairs.isEmpty else { throw DataError("\(url.path) has no pairs.") }
        return pairs
    }

    struct Row: Decodable {
        var prompt: [ChatMessage]?
        var chosen: [ChatMessage]
        var rejected: [ChatMessage]
        var chosenWeights: [Double]?
        var rejectedWeights: [Double]?

        enum CodingKeys: String, CodingKey {
            case prompt, chosen, rejected
            case chosenWeights = "chosen_weights"
            case rejectedWeights = "rejected_weights"
        }
    }
}
