import Artifacts
import Foundation
import PreferenceTraining
import Storage

extension RunPipeline {
    /// Settings of a training: of a rival, which learns the chosen answers alone by the same schedule, too.
    func trainingOptions(_ part: Recipe.Prefer, isRival: Bool) throws -> PreferenceOptions {
        var options = part.options
        options.seed = part.seed ?? recipe.seed
        if let heads = part.listedHeads {
            options.trained = .heads(heads)
        } else if let name = part.trainHeads {
            options.trained = .heads(try heads(recipe.selection(name)))
        }
        guard isRival else { return options }
        options.loss = .init()
        options.loss.objective = .supervised
        options.loss.beta = part.options.loss.beta
        return options
    }

    /// Trains a fresh copy of the model, unless the finished folder is there.
    func train(_ part: Recipe.Prefer, _ name: String, isRival: Bool) throws {
        // Training changes weights in place, so it gets a model of its own.
        let fresh = try LoadedModel(model.folder, name: model.name, device: model.device)
        var told = PreferenceTrainer.Events()
        told.progress = events.progress
        told.truncation = { [events] in events.note($0.summary) }
        told.warning = { [events] in events.note("warning: \($0)") }
        var stage = PreferStage()
        stage.options = try trainingOptions(part, isRival: isRival)
        stage.validationPairs = part.evalPairs
        stage.isStrict = part.strict
        try stage.run(
            fresh, pairs: folder.pairs(recipe.pairs(part.pairs)?.name ?? ""),
            out: folder.model(name, isNamed: !part.name.isEmpty), events: told)
    }
}
