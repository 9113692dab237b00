import Artifacts
package import Foundation
import Storage

/// What a command wants to run: its own recipe and model, else those that the run folder remembers, else
/// the defaults.
package struct RunChoice {
    package let recipe: Recipe
    /// A name or a path.
    package let model: String
    package let world: Recipe.World
    /// The file that the recipe is of; nil for a default one.
    package let source: URL?

    /// - Parameters:
    ///   - folder: that may hold a run to go on with; nil for one that is begun anew.
    ///   - file: of the recipe.
    ///   - model: as the command names it.
    ///   - restarts: whether the run is begun again. One of another model or recipe may be there; what the command
    ///     leaves out is as the folder remembers it all the same.
    /// - Throws: as `Recipe.read(_:world:)`, and for a damaged record.
    package init(
        folder: RunFolder?, recipe file: URL?, model: String?, restarts: Bool = false
    ) throws {
        var record: RunRecord?
        if let folder, folder.exists(folder.record) {
            do {
                record = try AtomicFile.read(json: RunRecord.self, from: folder.record)
            } catch  where restarts {
                // A damaged run may be begun again.
            }
        }
        var source = file
        if source == nil, record != nil, let folder, folder.exists(folder.recipe) {
            source = folder.recipe
        }
        // The model that a run had may have been another than its recipe's.
        let remembered = file == nil ? record?.model : nil
        let named = try model ?? remembered ?? source.flatMap { try Recipe.model(of: $0) }
        self.model = named ?? record?.model ?? "organism"
        if let record, !restarts || (file == nil && model == nil) {
            // Runs from before there was a choice were about the organism's world.
            world = record.world.flatMap { Recipe.World(rawValue: $0) } ?? .organism
        } else {
            world = RunWorld.of(try LoadedModel.folder(self.model))
        }
        self.source = source
        if let source {
            // Of a run that is gone on with, fields without effect stay as they are; any other recipe is another run's.
            let isKept =
                (record != nil && !restarts)
                || source.standardizedFileURL == folder?.recipe.standardizedFileURL
            recipe =
                try isKept
                ? Recipe.read(own: source, world: world) : Recipe.read(source, world: world)
        } else {
            recipe = Recipe.defaults(of: world)
        }
    }
}
