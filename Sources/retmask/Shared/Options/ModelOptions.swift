import ArgumentParser
import DecoderModels
import Foundation
import Pipeline

/// The model that a verb works with.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A Hugging Face model folder, or \"organism\" for the small model that comes with the tool.",
            valueName: "dir"))
    var model: String

    @OptionGroup var engine: EngineOptions
    @OptionGroup var precision: PrecisionOptions

    /// Loads model and tokenizer.
    func open() throws -> LoadedModel {
        let type = try precision.type()
        return try LoadedModel(
            LoadedModel.folder(model), name: model, device: engine.start(), dtype: type)
    }

    /// Loads the model alone.
    func decoder() throws -> DecoderModel {
        let type = try precision.type()
        return try DecoderModel.load(
            LoadedModel.folder(model), device: engine.start(), dtype: type)
    }
}
