/// `retmask.json` in a masked folder: the ablated heads and where they come from.
public struct MaskProvenance: Codable, Sendable, Equatable {
    /// The kind of file: `masked-checkpoint`.
    public var kind = "masked-checkpoint"
    /// Version of the format: 1.
    public var version = 1
    /// The ablated heads, in the order of the selection.
    public var heads: [HeadID]
    /// The ablation. Records from before there was a choice do not say it: zero.
    public var gate: HeadGate
    /// In words, as in `HeadMask.selection`.
    public var selection: String
    /// SHA-256 of the score file behind the selection; nil for heads typed by hand.
    public var scores: String?
    /// Path of the folder that was copied.
    public var source: String
    /// SHA-256 of the weights that change, as they were before.
    public var sourceWeights: String
    /// The program and version that wrote the folder.
    public var tool: String
    /// Sizes in bytes of all files beside this one, by name; tells a whole folder from a part.
    public var files: [String: Int]

    package init(
        heads: [HeadID], gate: HeadGate, selection: String, scores: String?, source: String,
        sourceWeights: String, tool: String, files: [String: Int]
    ) {
        self.heads = heads
        self.gate = gate
        self.selection = selection
        self.scores = scores
        self.source = source
        self.sourceWeights = sourceWeights
        self.tool = tool
        self.files = files
    }
}

extension MaskProvenance {
    /// - Throws: `DecodingError` for a missing field, but for `gate` and `scores`.
    public init(from decoder: any Decoder) throws {
        let record = try decoder.container(keyedBy: CodingKeys.self)
        kind = try record.decode(String.self, forKey: .kind)
        version = try record.decode(Int.self, forKey: .version)
        heads = try record.decode([HeadID].self, forKey: .heads)
        gate = try record.decodeIfPresent(HeadGate.self, forKey: .gate) ?? .zero
        selection = try record.decode(String.self, forKey: .selection)
        scores = try record.decodeIfPresent(String.self, forKey: .scores)
        source = try record.decode(String.self, forKey: .source)
        sourceWeights = try record.decode(String.self, forKey: .sourceWeights)
        tool = try record.decode(String.self, forKey: .tool)
        files = try record.decode([String: Int].self, forKey: .files)
    }
}
