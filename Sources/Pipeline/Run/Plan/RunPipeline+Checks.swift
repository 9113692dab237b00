import Artifacts
import Foundation
import Haystacks
import HeadAnalysis
import RetrievalHeads
import Storage

/// What cannot be done is refused before anything is.
extension RunPipeline {
    /// - Throws: `DataError` naming the recipe's lengths that the model has no positions for, before
    ///   texts of that length are made, and `UsageError` for more heads than it has.
    func checkModel() throws {
        let positions = model.decoder.configuration.contextLength
        var longest: [(String, Int)] = []
        for part in recipe.detect where part.mode == .standard {
            let stage = detectStage(part)
            longest.append(
                (path("detect", part.name), (stage.lengths.max() ?? 0) + stage.options.maxTokens))
        }
        for part in recipe.ablateCurve {
            let stage = ablateStage(part)
            longest.append(
                (path("ablateCurve", part.name), (stage.lengths.max() ?? 0) + part.maxTokens))
        }
        for part in recipe.contrast {
            longest.append(
                (
                    path("contrast", part.name),
                    (part.lengths?.max() ?? 0) + part.options.sampling.maxTokens
                ))
        }
        for part in recipe.evaluate where part.questions == nil || part.suite != nil {
            let usual = Recipe.defaults(of: world.kind).evaluate[0].lengths
            longest.append((part.path, (part.lengths ?? usual)?.max() ?? 0))
        }
        longest = longest.filter { $0.1 > positions }
        guard longest.isEmpty else {
            let parts = longest.map { "\($0.0) asks for \($0.1) tokens, answers included" }
            throw DataError(
                "the recipe's \(parts.joined(separator: "; ")): \(model.name) has \(positions) positions."
            )
        }
        try checkHeads()
    }

    private func path(_ stage: String, _ name: String) -> String {
        name.isEmpty ? stage : "\(stage)[\(name)]"
    }

    private func checkHeads() throws {
        let shape = model.decoder.configuration
        let all = shape.layers * shape.heads
        for part in recipe.select {
            if let top = part.top, top > all {
                throw UsageError(
                    "\(path("select", part.name)).top is \(top), but \(model.name) has \(all) heads."
                )
            }
        }
        for part in recipe.ablateCurve {
            if let most = part.counts.max(), most > all {
                throw UsageError(
                    "\(path("ablateCurve", part.name)).counts has \(most), but \(model.name) has \(all) heads."
                )
            }
        }
        for part in recipe.prefer {
            guard let heads = part.listedHeads else { continue }
            try model.check(heads)
        }
    }

    /// A folder belongs to one recipe and one model.
    ///
    /// - Returns: the record of the run that is there; nil for none.
    /// - Throws: `UsageError` for a run of another recipe or model, and for files of no run.
    @discardableResult
    func checkFolder() throws -> RunRecord? {
        guard folder.exists(folder.record) else {
            try folder.refuseOthers(recipe, world: world.kind)
            return nil
        }
        let earlier = try AtomicFile.read(json: RunRecord.self, from: folder.record)
        guard earlier.fingerprint == record.fingerprint else {
            // exact: our own names
            let then = earlier.model == model.name ? " as its files were then" : ""
            throw UsageError(
                "\(folder.url.path) holds a run of another model, \(earlier.model)\(then); give another --out, or --restart to begin again."
            )
        }
        // Killed right after the record was made, a run has no recipe yet.
        guard try !folder.exists(folder.recipe) || keptRecipe() == recipe else {
            throw UsageError(
                "\(folder.url.path) holds a run of another recipe, \(folder.recipe.path); give another --out, leave out --recipe to go on with that run, or --restart to begin again."
            )
        }
        return earlier
    }

    /// The recipe that the folder remembers.
    func keptRecipe() throws -> Recipe {
        try Recipe.read(own: folder.recipe, world: world.kind)
    }

    /// - Throws: `UsageError` naming every file of the recipe that is missing, and the first text that a later stage
    ///   could not take its filler or haystack from.
    func checkFiles() throws {
        let missing = recipe.inputs.filter { !FileManager.default.fileExists(atPath: $0.url.path) }
        guard missing.isEmpty else {
            let list = missing.map { "\($0.field) is \($0.url.path), which does not exist" }
            throw UsageError("the recipe's \(list.joined(separator: "; ")).")
        }
        for input in recipe.inputs {
            do {
                switch input.kind {
                case .filler: _ = try Filler(contentsOf: input.url)
                case .haystack: _ = try PaperHaystacks(folder: input.url)
                case .rows: break
                }
            } catch let problem as any ToolError {
                throw UsageError("the recipe's \(input.field): \(problem)")
            }
        }
    }

    /// - Throws: `DataError` naming the set and its longest question where the model has no positions
    ///   for it.
    package func checkQuestions() throws {
        let positions = model.decoder.configuration.contextLength
        for part in recipe.evaluate {
            for example in try examples(part) {
                // Built-in ones are no longer than they say.
                guard part.questions != nil || example.length >= positions else { continue }
                let tokens = try ModelTextSide(model).tokens(of: example)
                guard tokens >= positions else { continue }
                throw DataError(
                    "\(part.path): question \(example.id) has \(tokens) tokens, but \(model.name) has \(positions) positions; leave it out, or ask for shorter lengths."
                )
            }
        }
    }
}
