import Numbers
import Storage

/// The layers of a model and the query heads of each, written `32x32`.
///
/// Some score files do not say: they list a few heads, or values of key/value heads.
public struct HeadShape: Hashable, Sendable, CustomStringConvertible {
    /// The most layers, and the most heads per layer, that a file may name (`Limits.headTable`).
    public static let most = Limits.headTable.highest

    /// Layers of the model.
    public let layers: Int
    /// Query heads per layer.
    public let heads: Int

    /// A shape of these numbers, which are not checked.
    public init(layers: Int, heads: Int) {
        self.layers = layers
        self.heads = heads
    }

    /// Parses `"layersxheads"`, each from 1 to ``most``; nil when the text is anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.allSatisfy(\.isNumber) }),
            let layers = Int(parts[0]), let heads = Int(parts[1]),
            1...Self.most ~= layers, 1...Self.most ~= heads
        else { return nil }
        self.init(layers: layers, heads: heads)
    }

    /// `"32x32"`: layers, then heads of each.
    public var description: String { "\(layers)x\(heads)" }

    /// Whether a model of this shape has the head.
    public func contains(_ head: HeadID) -> Bool {
        0..<layers ~= head.layer && 0..<heads ~= head.head
    }

    /// - Parameter model: its name in the sentence.
    /// - Throws: `UsageError` naming the first head that a model of this shape does not have.
    public func check(_ list: [HeadID], of model: String = "the model") throws {
        for head in list where !contains(head) {
            throw UsageError(
                "head \(head) does not exist: \(model) has layers 0 to \(layers - 1) with heads 0 to \(heads - 1)."
            )
        }
    }

    /// The smallest shape that has all of the heads, which ``ScoreFile`` has bounded.
    init(around heads: some Collection<HeadID>) {
        self.init(
            layers: (heads.map(\.layer).max() ?? -1) + 1,
            heads: (heads.map(\.head).max() ?? -1) + 1)
    }
}

extension HeadScores {
    /// Layers and heads that the scores say their model has.
    public var shape: HeadShape { HeadShape(layers: layers, heads: heads) }
}
