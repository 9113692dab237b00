import Artifacts
import Foundation
import Haystacks
import Organism

/// Needles and filler of a needle grid, as options name them. The embedded organism has its own.
struct ProbeOptions {
    /// As `--model` names it.
    var model: String
    /// A file, or how many built-in ones.
    var needles: String
    var filler: String?

    private var world: OrganismWorld? {
        get throws { model == "organism" ? try EmbeddedOrganism.world() : nil }
    }

    /// The files that are read, for `JobFiles`.
    var inputs: [URL] {
        let texts = filler.map { path in
            KeptInputs.files(URL(fileURLWithPath: path)) {
                ["txt", "md"].contains(($0 as NSString).pathExtension.lowercased())
            }
        }
        return (Int(needles) == nil ? [URL(fileURLWithPath: needles)] : []) + (texts ?? [])
    }

    func layout() throws -> PromptLayout { try world?.layout ?? .book }

    func chosenNeedles() throws -> [Needle] {
        guard let count = Int(needles) else {
            return try Needle.read(URL(fileURLWithPath: needles))
        }
        guard count > 0 else {
            throw UsageError("--needles is \(count); give 1 or more, or a file.")
        }
        return try world?.needles(count: count) ?? Needle.builtIn(count: count)
    }

    func chosenFiller(tokens: Int) throws -> Filler {
        if let filler { return try Filler(contentsOf: URL(fileURLWithPath: filler)) }
        return try world?.filler(tokens: tokens) ?? Filler.builtIn(tokens: tokens)
    }
}
