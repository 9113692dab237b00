/// Retrieval scores of every head of a model: one value per head and probe.
///
/// The score of a head in one probe is the share of the needle's tokens that it copied (0 to 1 in
/// the default mode, which like paper mode counts answered probes only), or what another detector
/// makes of it; the head's retrieval score is the mean over probes.
///
/// The file is JSON. `scores` has the published shape, `"layer-head": [values]`, so the file of
/// the Python detector (that object alone) is read as well; ``ScoreFile`` reads those of others.
public struct HeadScores: Sendable, Equatable {
    /// Name or path of the model that was probed; nil for files that do not say.
    public var model: String?
    /// The procedure that made the values: `default`, `paper`, or a detector's name such as `mass`;
    /// `qrhead` and `duo-attention` in files of others.
    public var mode: String
    /// Layers of the model.
    public var layers: Int
    /// Query heads per layer.
    public var heads: Int
    /// Probes run, successful or not.
    public var attempts: Int
    /// Values by head; every head has the same number, one per probe that counts.
    public var values: [HeadID: [Double]]
    /// Probes behind the single value of each head, where values are means.
    public var meansOf: Int?

    /// Scores of given values, which are not checked.
    public init(
        model: String?, mode: String, layers: Int, heads: Int, attempts: Int,
        values: [HeadID: [Double]], meansOf: Int? = nil
    ) {
        self.model = model
        self.mode = mode
        self.layers = layers
        self.heads = heads
        self.attempts = attempts
        self.values = values
        self.meansOf = meansOf
    }

    /// Probes behind every mean.
    public var samples: Int { meansOf ?? values.values.map(\.count).max() ?? 0 }

    /// The retrieval score of a head: the mean over probes that count, 0 when there are none.
    public func score(_ head: HeadID) -> Double {
        guard let list = values[head], !list.isEmpty else { return 0 }
        return list.reduce(0, +) / Double(list.count)
    }

    /// All heads, layer-major.
    public var allHeads: [HeadID] {
        (0..<layers).flatMap { layer in (0..<heads).map { HeadID(layer: layer, head: $0) } }
    }

    /// Heads by descending score; equal scores stay layer-major (the reference sorts stably).
    public var ranking: [(head: HeadID, score: Double)] {
        allHeads.map { ($0, score($0)) }.enumerated()
            .sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
            .map { (head: $0.element.0, score: $0.element.1) }
    }
}
