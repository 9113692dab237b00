import Storage

/// A query head: its layer and its index within the layer, both from 0.
///
/// Written `"12-3"` (layer 12, head 3) in every file, as in the published score files.
public struct HeadID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The layer, from 0 at the embeddings.
    public let layer: Int
    /// The query head within the layer, from 0.
    public let head: Int

    /// A head of any model; ``HeadShape/contains(_:)`` says whether one has it.
    public init(layer: Int, head: Int) {
        self.layer = layer
        self.head = head
    }

    /// Parses `"layer-head"`; nil when the text is anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let layer = Int(parts[0]), let head = Int(parts[1]),
            layer >= 0, head >= 0, parts.allSatisfy({ $0.allSatisfy(\.isNumber) })
        else { return nil }
        self.init(layer: layer, head: head)
    }

    /// `"12-3"`: layer, then head.
    public var description: String { "\(layer)-\(head)" }

    /// Layer-major, the order of the published files.
    public static func < (left: HeadID, right: HeadID) -> Bool {
        (left.layer, left.head) < (right.layer, right.head)
    }
}

extension HeadID: Codable {
    /// - Throws: `DataError` for a text that is not `layer-head`.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let head = HeadID(text) else {
            throw DataError("\"\(text)\" is not a head; write layer-head, such as \"12-3\".")
        }
        self = head
    }

    /// A text, as ``description`` has it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
