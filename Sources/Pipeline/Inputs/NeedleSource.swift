public import Foundation
package import Haystacks
public import Organism
import Storage

/// Needles and the text around them: a user's files, or what comes with the tool. The organism
/// has its own, of the world that it knows.
public struct NeedleSource {
    /// A JSONL file, or how many built-in ones.
    public enum Needles: Sendable {
        case file(URL)
        case count(Int)
    }

    public var needles: Needles
    /// A text file or a folder of them; nil generates prose.
    public var filler: URL?
    /// Of a model that knows nothing else.
    public var world: OrganismWorld?

    public init(_ needles: Needles = .count(12), filler: URL? = nil, world: OrganismWorld? = nil) {
        self.needles = needles
        self.filler = filler
        self.world = world
    }

    /// The same with the world of the organism where `model` names that.
    package func known(to model: String) throws -> NeedleSource {
        NeedleSource(
            needles, filler: filler,
            world: model == "organism" ? try EmbeddedOrganism.world() : nil)
    }

    /// The files that are read, for `JobFiles`.
    package var inputs: [URL] {
        let texts = filler.map { path in
            OverwriteGuard.files(path) {
                ["txt", "md"].contains(($0 as NSString).pathExtension.lowercased())
            }
        }
        if case .file(let url) = needles { return [url] + (texts ?? []) }
        return texts ?? []
    }

    package var layout: PromptLayout { world?.layout ?? .book }

    /// - Throws: `DataError` for a damaged file, `UsageError` for one that is missing.
    package func chosenNeedles() throws -> [Needle] {
        switch needles {
        case .file(let url): try Needle.read(url)
        case .count(let count):
            try world?.needles(count: count) ?? Needle.builtIn(count: count)
        }
    }

    /// - Parameter tokens: of the longest prompt.
    package func chosenFiller(tokens: Int) throws -> Filler {
        if let filler { return try Filler(contentsOf: filler) }
        return world?.filler(tokens: tokens) ?? Filler.builtIn(tokens: tokens)
    }
}
