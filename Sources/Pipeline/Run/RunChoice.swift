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

    /// - Parameters:
    ///   - folder: that may hold a run to go on with; nil for one that is begun anew.
    ///   - file: of the recipe.
    ///   - model: as the command names it.
    /// - Throws: as `Recipe.read(_:world:)`, and for a damaged record.
    package init(folder: RunFolder?, recipe file: URL?, model: String?) throws {
        var record: RunRecord?
        if let folder, folder.exists(folder.record) {
            record = try AtomicFile.read(json: RunRecord.self, from: folder.record)
        }
        var source = file
        if source == nil, record != nil, let folder, folder.exists(folder.recipe) {
            source = folder.recipe
        }
        let named = try model ?? source.flatMap { try Recipe.model(of: $0) }
        self.model = named ?? record?.model ?? "organism"
        if let record {
            // Runs from before there was a choice were about the organism's world.
            world = record.world.flatMap { Recipe.World(rawValue: $0) } ?? .organism
        } else {
            world = RunWorld.of(try LoadedModel.folder(self.model))
        }
        if let source {
            recipe = try Recipe.read(source, world: world)
        } else {
            recipe = Recipe.defaults(of: world)
        }
    }
}
