import ArgumentParser
import Artifacts
public import DecoderModels
import Foundation
import Organism
import RetrievalHeads
import Tokenization
import Torch

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
    func open() throws -> LiveModel {
        let type = try precision.type()
        return try LiveModel(
            Self.folder(model), name: model, device: engine.start(), dtype: type)
    }

    /// Loads the model alone.
    func decoder() throws -> DecoderModel {
        let type = try precision.type()
        return try DecoderModel.load(Self.folder(model), device: engine.start(), dtype: type)
    }

    /// The folder that a `--model` names.
    static func folder(_ name: String) throws -> URL {
        name == "organism" ? try EmbeddedOrganism.folder() : URL(fileURLWithPath: name)
    }
}

extension ModelOptions {
    /// The files that are read of the folder that a `--model` names, for `JobFiles`.
    static func inputs(_ name: String) -> [URL] {
        (try? folder(name)).map { OverwriteGuard.files($0, where: ModelFolder.isPart) } ?? []
    }
}

/// A loaded model with its text side.
struct LiveModel {
    let folder: URL
    /// As the user wrote it.
    let name: String
    let device: Device
    let model: DecoderModel
    let text: ChatTokenizer
    /// SHA-256 of configuration and weights, with the type where one was asked for; keeps runs of
    /// different models apart.
    let fingerprint: String

    /// - Parameter dtype: nil for the device's own.
    init(_ folder: URL, name: String, device: Device, dtype: DType? = nil) throws {
        self.folder = folder
        self.name = name
        self.device = device
        model = try DecoderModel.load(folder, device: device, dtype: dtype)
        text = try ChatTokenizer.load(folder)
        fingerprint = try ModelFolder.fingerprint(folder) + (dtype.map { "-\($0)" } ?? "")
    }

    var responder: ModelResponder { ModelResponder(model: model, text: text) }
    /// - Parameter rows: of a batch at most.
    func responder(
        rows: Int = 64, means: HeadMeans? = nil,
        pairObserver: (any PairLogProbabilityObserver)? = nil
    ) -> ModelResponder {
        ModelResponder(
            model: model, text: text, means: means?.outputs, batchRows: rows,
            pairObserver: pairObserver)
    }
    var scorer: ModelScorer { scorer(means: nil) }
    func scorer(means: HeadMeans?) -> ModelScorer {
        ModelScorer(model: model, means: means?.outputs)
    }
    var detectionModel: DetectionModel { detectionModel(reasoning: false) }

    /// - Parameter reasoning: whether the model reasons before it answers.
    func detectionModel(reasoning: Bool) -> DetectionModel {
        .live(model: model, text: text, name: name, fingerprint: fingerprint, reasoning: reasoning)
    }

    /// The means that these options ask for.
    func means(_ options: HeadOptions) throws -> HeadMeans? {
        try options.means(of: model, named: name, text.tokenizer)
    }

    /// - Throws: `UsageError` for heads that the model does not have.
    func check(_ heads: [HeadID]) throws {
        try model.check(heads, of: name)
    }
}

extension DecoderModel {
    /// - Throws: `UsageError` for heads that the model does not have.
    func check(_ heads: [HeadID], of name: String) throws {
        let shape = configuration
        try HeadShape(layers: shape.layers, heads: shape.heads).check(heads, of: name)
    }
}
