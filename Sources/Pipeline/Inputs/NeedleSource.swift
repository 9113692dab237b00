package import Artifacts
public import Foundation
package import Haystacks

/// Needles and the text around them: a user's files, or what comes with the tool.
public struct NeedleSource {
    /// A JSONL file, or how many built-in ones.
    public enum Needles: Sendable {
        case file(URL)
        case count(Int)
    }

    /// The sentences to be found, with their questions and answers.
    public var needles: Needles
    /// The text around them, and the world whose needles are the built-in ones.
    public var filler: FillerSource

    /// Twelve built-in needles in built-in text, unless told otherwise. No file is read yet.
    public init(_ needles: Needles = .count(12), filler: FillerSource = FillerSource()) {
        self.needles = needles
        self.filler = filler
    }

    /// The same, with the organism's world where `model` is the organism.
    func known(to model: String) throws -> NeedleSource {
        NeedleSource(needles, filler: try filler.known(to: model))
    }

    /// The files that are read, for `JobFiles`.
    package var inputs: [URL] {
        if case .file(let url) = needles { return [url] + filler.inputs }
        return filler.inputs
    }

    package var layout: PromptLayout { filler.world?.layout ?? .book }

    /// - Throws: `DataError` for a damaged file, `UsageError` for one that is missing.
    package func chosenNeedles() throws -> [Needle] {
        switch needles {
        case .file(let url): try Needle.read(url)
        case .count(let count):
            filler.world?.needles(count: count) ?? Needle.builtIn(count: count)
        }
    }
}
