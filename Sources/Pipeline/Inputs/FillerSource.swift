public import Foundation
public import Haystacks
public import Organism
import Storage

/// Plain text for haystacks and means: a user's file or folder, or what comes with the tool. The
/// organism has text of the world that it knows.
public struct FillerSource {
    /// A `.txt` or `.md` file or a folder of them; nil for text that comes with the tool.
    public var file: URL?
    /// Of a model that knows nothing else.
    public var world: OrganismWorld?

    /// A file, else the text of a world; with neither, text that comes with the tool.
    public init(_ file: URL? = nil, world: OrganismWorld? = nil) {
        self.file = file
        self.world = world
    }

    /// The same, with the organism's world where `model` names that and none is given.
    package func known(to model: String) throws -> FillerSource {
        guard world == nil, model == "organism" else { return self }
        return FillerSource(file, world: try EmbeddedOrganism.world())
    }

    /// The files that are read, for `JobFiles`.
    package var inputs: [URL] {
        file.map { path in
            OverwriteGuard.files(path, where: Filler.isPart)
        } ?? []
    }

    /// - Parameter tokens: as many at least where the text is generated.
    /// - Throws: `UsageError` for a file that is missing.
    public func text(tokens: Int) throws -> Filler {
        if let file { return try Filler(contentsOf: file) }
        return try world?.filler(tokens: tokens) ?? Filler.builtIn(tokens: tokens)
    }
}
