public import Artifacts
public import Foundation
public import HeadAnalysis
import Storage

/// A head mask, selected by scores: `mask.json`.
public struct SelectStage {
    /// The rule, or the random control.
    public var selection: HeadSelection

    /// A stage of one rule; scores are given to ``run(scores:out:)``.
    public init(_ selection: HeadSelection) { self.selection = selection }

    /// - Parameters:
    ///   - scores: the file of a detection, whose hash goes into the mask.
    ///   - out: the mask.
    /// - Throws: `UsageError` for a selection that fits no head, `DataError` for a damaged file.
    public func run(scores: URL, out: URL) throws -> HeadMask {
        try run(HeadScores.read(scores), Fingerprint.of(file: scores), out: out)
    }

    func run(_ scores: HeadScores, _ fingerprint: String, out: URL) throws -> HeadMask {
        let mask = try selection.mask(of: scores, fingerprint: fingerprint)
        try AtomicFile.write(json: mask, to: out)
        return mask
    }
}
