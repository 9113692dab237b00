import Numbers

/// One needle-in-a-haystack probe and what came of it: a line of `trials.jsonl`.
public struct NeedleTrial: Codable, Sendable, Equatable {
    /// Position of the probe in the grid's reproducible order.
    public var index: Int
    /// The index of the needle in its set.
    public var needle: Int
    /// Context length asked for, in tokens.
    public var length: Int
    /// Depth asked for, percent of the context before the needle: 0 (start) to 100 (end).
    public var depth: Double
    /// Tokens of the whole prompt.
    public var promptTokens: Int
    /// Needle token span in the prompt, half open; nil when it was not found.
    public var span: [Int]?
    /// The whole answer of the model; empty where only detectors without answers ran.
    public var response: String
    /// ROUGE-1 recall of the expected answer in the response, 0 to 1.
    public var recall: Double
    /// Whether `recall` was above the limit of the run.
    public var success: Bool
    /// Score of every head in this probe, layer-major; present for failed probes as well.
    public var scores: [Double]
    /// Scores of further detectors, by their names, layer-major; nil when there are none.
    public var others: [String: [Double]]?

    /// A trial of given values; ``problem(heads:)`` checks them.
    public init(
        index: Int, needle: Int, length: Int, depth: Double, promptTokens: Int, span: [Int]?,
        response: String, recall: Double, success: Bool, scores: [Double],
        others: [String: [Double]]? = nil
    ) {
        self.index = index
        self.needle = needle
        self.length = length
        self.depth = depth
        self.promptTokens = promptTokens
        self.span = span
        self.response = response
        self.recall = recall
        self.success = success
        self.scores = scores
        self.others = others
    }
}

extension NeedleTrial {
    /// The first problem of the numbers, in words: a file may say anything.
    ///
    /// - Parameter heads: of the model, when it is known; a probe has a score for each, or none where it
    ///   was not scored.
    public func problem(heads: Int? = nil) -> String? {
        for (name, values) in [("scores", scores)] + (others ?? [:]).sorted(by: { $0.key < $1.key })
        {
            if let heads, values.count != heads, !(name == "scores" && values.isEmpty) {
                return "\(name) has \(values.count) values where the model has \(heads) heads"
            }
            if let bad = values.first(where: { !Limits.score.contains($0) }) {
                return "\(name) has \(bad); scores are \(Limits.score)"
            }
        }
        let counts = [
            ("index", index), ("needle", needle), ("length", length),
            ("promptTokens", promptTokens),
        ]
        for (name, count) in counts where !(0...Limits.rows.highest ~= count) {
            return "\(name) is \(count); expected 0 or more"
        }
        guard Limits.depth.contains(depth) else { return "depth is \(depth); give \(Limits.depth)" }
        guard Limits.share.contains(recall) else {
            return "recall is \(recall); give \(Limits.share)"
        }
        return nil
    }
}

/// The first line of `<out>.trials.jsonl`, about the run that wrote it; ``NeedleTrial`` is the others.
public struct TrialHeader: Codable, Sendable, Equatable {
    /// `needle-trials`, which no other line has.
    public var kind: String
    /// Version of the format: 1.
    public var version: Int
    /// SHA-256 over everything that decides a trial: model, grid, prompts and options.
    public var run: String
    /// Name or path of the model, as the user wrote it.
    public var model: String
    /// The procedure of the probes: `default` or `paper`.
    public var mode: String
    /// Layers of the model.
    public var layers: Int
    /// Query heads per layer.
    public var heads: Int
    /// Trials of the whole run.
    public var trials: Int

    package static let kind = "needle-trials"

    package init(
        run: String, model: String, mode: String, layers: Int, heads: Int, trials: Int
    ) {
        kind = Self.kind
        version = 1
        self.run = run
        self.model = model
        self.mode = mode
        self.layers = layers
        self.heads = heads
        self.trials = trials
    }
}

/// A line of a trial file.
package enum TrialLine: Codable {
    case header(TrialHeader)
    case trial(NeedleTrial)

    package init(from decoder: any Decoder) throws {
        // Only the header has a kind.
        if let header = try? TrialHeader(from: decoder), header.kind == TrialHeader.kind {
            self = .header(header)
        } else {
            self = .trial(try NeedleTrial(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .header(let header): try header.encode(to: encoder)
        case .trial(let trial): try trial.encode(to: encoder)
        }
    }
}
