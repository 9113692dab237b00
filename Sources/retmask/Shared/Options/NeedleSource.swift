import Foundation
import Haystacks
import Organism
import Storage

/// Needles and filler of a needle grid, as options name them. The embedded organism has its own.
struct NeedleSource {
    /// As `--model` names it.
    var model: String
    var needles: FileOrCount
    var filler: String?

    private var world: OrganismWorld? {
        get throws { model == "organism" ? try EmbeddedOrganism.world() : nil }
    }

    /// The files that are read, for `JobFiles`.
    var inputs: [URL] {
        let texts = filler.map { path in
            OverwriteGuard.files(URL(fileURLWithPath: path)) {
                ["txt", "md"].contains(($0 as NSString).pathExtension.lowercased())
            }
        }
        return (needles.path.map { [URL(fileURLWithPath: $0)] } ?? []) + (texts ?? [])
    }

    func layout() throws -> PromptLayout { try world?.layout ?? .book }

    func chosenNeedles() throws -> [Needle] {
        switch needles {
        case .file(let path): try Needle.read(URL(fileURLWithPath: path))
        case .count(let count):
            try world?.needles(count: count) ?? Needle.builtIn(count: count)
        }
    }

    func chosenFiller(tokens: Int) throws -> Filler {
        if let filler { return try Filler(contentsOf: URL(fileURLWithPath: filler)) }
        return try world?.filler(tokens: tokens) ?? Filler.builtIn(tokens: tokens)
    }
}
