import Artifacts
import ContrastPairs
import Foundation
import Storage

extension RunPipeline {
    func contrastOptions(_ part: Recipe.Contrast) -> ContrastOptions {
        var options = part.options
        options.sampling.seed = part.seed ?? recipe.seed
        return options
    }

    /// The heads of a selection, as the folder has them.
    func heads(_ selection: Recipe.Select?) throws -> [HeadID] {
        guard let selection else { return [] }
        return try AtomicFile.read(json: HeadMask.self, from: folder.mask(selection.name)).heads
    }

    func contrast(_ part: Recipe.Contrast) throws {
        let heads = try heads(recipe.selection(part.heads))
        var stage = ContrastStage(
            prompts: try prompts(part), ablation: HeadAblation(heads, gate: part.gate))
        stage.filler = world.filler(part.filler)
        stage.options = contrastOptions(part)
        stage.capturesReference = part.captureReference
        stage.isStrict = part.strict
        let pairs = folder.pairs(part.name)
        let file = stage.prompts.file
        var summary = try stage.run(
            model, out: pairs, progress: events.progress,
            rowProblems: { [events] in $0.lines(file.path).forEach(events.note) }
        ).pairs
        summary.resumed = nil
        try AtomicFile.write(json: summary, to: folder.contrast(part.name))
    }

    /// Built-in prompts are written into the folder, several files are joined there; one file is read
    /// where it is.
    func prompts(_ part: Recipe.Contrast) throws -> PromptSource {
        let own = folder.prompts(part.name)
        var source = PromptSource(file: own, range: part.range, limit: part.limit)
        switch part.prompts {
        case .count(let count):
            let rows = try world.prompts(
                count: count, lengths: part.lengths, seed: part.seed ?? recipe.seed, of: model)
            try JSONLines.write(rows, to: own)
        case .files(let files) where files.count == 1: source.file = files[0]
        case .files(let files): try Self.join(files, to: own)
        }
        return source
    }

    /// The lines of all files one after the other, as they are.
    static func join(_ files: [URL], to out: URL) throws {
        let whole = try PartialFile(out)
        for file in files {
            var rest = Data()
            let reader = try LineReader(file)
            while let line = try reader.next() {
                rest += line + Data("\n".utf8)
                if rest.count > 1 << 20 {
                    try whole.write(rest)
                    rest = Data()
                }
            }
            try whole.write(rest)
        }
        try whole.finish()
    }
}
