public import Foundation
import Storage

/// A line of `<pairs>.reference-….jsonl`: scores of both answers of a pair under the model as it is
/// before training.
///
/// ```json
/// {"chosen":-12.25,"rejected":-40.5}
/// ```
public struct ReferenceScores: Codable, Sendable, Equatable {
    /// The score of the chosen answer: log-probabilities of its tokens in nats, weighted and summed as the
    /// loss does.
    public var chosen: Double
    /// The score of the rejected answer, in the same way.
    public var rejected: Double

    /// Scores of one pair, in nats.
    public init(chosen: Double, rejected: Double) {
        self.chosen = chosen
        self.rejected = rejected
    }
}

/// A line of `<pairs>.captured.jsonl`: log-probabilities of both answers of a pair under the model that
/// gave the chosen one, computed while its prompt's keys and values were at hand.
///
/// ```json
/// {"chosen":-12.25,"pair":"0f3a…","rejected":-40.5,"tokens":"9c1e…"}
/// ```
public struct CapturedReference: Codable, Sendable, Equatable {
    /// SHA-256 of prompt and answers as text.
    public var pair: String
    /// SHA-256 of all that the values depend on: the model's fingerprint, the numbers that it computes
    /// in, and the token ids, which tokenizer, chat template and truncation decide.
    public var tokens: String
    /// Sum over the answer's tokens, its end of turn included.
    public var chosen: Double
    /// The same sum of the rejected answer.
    public var rejected: Double

    /// Values of one pair under their two hashes, as ``pair`` and ``tokens`` say.
    public init(pair: String, tokens: String, chosen: Double, rejected: Double) {
        self.pair = pair
        self.tokens = tokens
        self.chosen = chosen
        self.rejected = rejected
    }

    /// The file that holds them.
    public static func file(beside pairs: URL) -> URL {
        pairs.deletingLastPathComponent()
            .appendingPathComponent("\(pairs.lastPathComponent).captured.jsonl")
    }

    /// The name of a pair for ``pair``.
    public static func name(prompt: String, chosen: String, rejected: String) throws -> String {
        Fingerprint.of(try JSONLines.line([prompt, chosen, rejected]))
    }
}
