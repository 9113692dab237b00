import Artifacts
import Foundation
import Haystacks
import Organism

/// Text that stands for itself, as options name it. The embedded organism has its own.
struct FillerSource {
    /// As `--model` names it.
    var model: String
    var path: String?

    /// The files that are read, for `JobFiles`.
    var inputs: [URL] {
        path.map { path in
            OverwriteGuard.files(URL(fileURLWithPath: path)) {
                ["txt", "md"].contains(($0 as NSString).pathExtension.lowercased())
            }
        } ?? []
    }

    func chosen(tokens: Int) throws -> Filler {
        if let path { return try Filler(contentsOf: URL(fileURLWithPath: path)) }
        if model == "organism" { return try EmbeddedOrganism.world().filler(tokens: tokens) }
        return try Filler.builtIn(tokens: tokens)
    }
}

/// Needles and filler of a needle grid, as options name them. The embedded organism has its own.
struct NeedleSource {
    /// As `--model` names it.
    var model: String
    var needles: FileOrCount
    var filler: String?

    private var text: FillerSource { FillerSource(model: model, path: filler) }

    private var world: OrganismWorld? {
        get throws { model == "organism" ? try EmbeddedOrganism.world() : nil }
    }

    /// The files that are read, for `JobFiles`.
    var inputs: [URL] {
        (needles.path.map { [URL(fileURLWithPath: $0)] } ?? []) + text.inputs
    }

    func layout() throws -> PromptLayout { try world?.layout ?? .book }

    func chosenNeedles() throws -> [Needle] {
        switch needles {
        case .file(let path): try Needle.read(URL(fileURLWithPath: path))
        case .count(let count):
            try world?.needles(count: count) ?? Needle.builtIn(count: count)
        }
    }

    func chosenFiller(tokens: Int) throws -> Filler { try text.chosen(tokens: tokens) }
}
