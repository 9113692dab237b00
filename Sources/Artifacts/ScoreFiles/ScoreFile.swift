public import Foundation
import Storage

/// A score file of this tool or another, and what has to be known to read its numbers.
///
/// ```swift
/// let file = try ScoreFile.read(url, shape: HeadShape(layers: 32, heads: 32))
/// file.notes.forEach { print($0) }
/// file.scores.ranking.prefix(8)
/// ```
public struct ScoreFile: Sendable, Equatable {
    /// The scores by head; where `hasKeyValueHeads`, of key/value heads.
    public var scores: HeadScores
    /// The format that was recognised from the content.
    public var format: ScoreFormat
    /// Whether the heads are key/value heads, which several query heads share; such names must not
    /// be taken for query heads.
    public var hasKeyValueHeads: Bool
    /// Whether the shape of the model was guessed from the heads that are listed.
    public var hasGuessedShape: Bool
    /// Notes that the numbers alone do not tell, a sentence each.
    public var notes: [String]

    /// A file as it was read; no value is checked.
    public init(
        scores: HeadScores, format: ScoreFormat, hasKeyValueHeads: Bool = false,
        hasGuessedShape: Bool = false, notes: [String] = []
    ) {
        self.scores = scores
        self.format = format
        self.hasKeyValueHeads = hasKeyValueHeads
        self.hasGuessedShape = hasGuessedShape
        self.notes = notes
    }

    /// Reads a file of any ``ScoreFormat``, plain or gzip.
    ///
    /// - Parameter shape: of the model, for files that do not say: a list of heads gets the heads
    ///   that it leaves out, values of key/value heads go to the query heads of their groups.
    /// - Throws: `UsageError` when there is no such file or it does not have the shape; `DataError`
    ///   naming the line or field when the content is malformed.
    public static func read(_ url: URL, shape: HeadShape? = nil) throws -> ScoreFile {
        var content = try AtomicFile.read(url)
        if content.starts(with: [0x1f, 0x8b]) {
            content = try Gzip.decompress(content, name: url.path)
        }
        let file = try read(content, name: url.path, shape: shape)
        if let shape, file.scores.shape != shape {
            throw UsageError(
                "\(url.path) has \(file.scores.layers) layers of \(file.scores.heads) heads, not \(shape)."
            )
        }
        return file
    }

    private static func read(_ content: Data, name: String, shape: HeadShape?) throws -> ScoreFile {
        switch ScoreFormat(content) {
        case .detect: try detect(content, name: name)
        case .published: try published(content, name: name)
        case .qrHeadList: try qrHeadList(content, name: name, shape: shape)
        case .qrHeadScores: try qrHeadScores(content, name: name, shape: shape)
        case .duoAttention: try duoAttention(content, name: name, shape: shape)
        case nil:
            throw DataError("\(name) is not a score file: expected \(ScoreFormat.accepted).")
        }
    }
}
