public import Artifacts

/// What `retmask.json` in a masked folder says: which heads are ablated, and how it came to be.
public struct MaskProvenance: Codable, Sendable, Equatable {
    public var kind = "masked-checkpoint"
    public var version = 1
    /// The ablated heads, in the order of the selection.
    public var heads: [HeadID]
    /// What was done to them.
    public var gate: HeadGate
    /// In words, as in ``HeadMask/selection``.
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
}
