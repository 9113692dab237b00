public import Artifacts
public import DecoderModels
public import Foundation
import Organism
public import RetrievalHeads
import Storage
public import Tokenization
public import Torch

/// A loaded model with its text side: what every stage works with.
///
/// ```swift
/// let model = try LoadedModel("Llama-3.1-8B-Instruct")      // or "organism"
/// ```
public struct LoadedModel {
    /// The Hugging Face folder; of `organism`, the one in the package.
    public let folder: URL
    /// As the user wrote it.
    public let name: String
    /// The device that holds the weights.
    public let device: Device
    /// The weights.
    public let decoder: DecoderModel
    /// Tokenizer and chat template.
    public let chat: ChatTokenizer
    /// SHA-256 of configuration and weights, with the type where one was asked for; keeps runs of
    /// different models apart.
    public let fingerprint: String

    /// Loads a model folder as Hugging Face knows it.
    ///
    /// - Parameters:
    ///   - name: the folder's path, or `organism` for the small model that comes with the package.
    ///   - dtype: nil for the device's own: float32 on a CPU, bfloat16 on CUDA.
    /// - Throws: `DataError` for a folder that cannot be read, `TorchError` without libtorch.
    public init(_ name: String, device: Device = .cpu, dtype: DType? = nil) throws {
        try self.init(Self.folder(name), name: name, device: device, dtype: dtype)
    }

    /// Loads a folder under a name of the caller's.
    ///
    /// - Throws: as ``init(_:device:dtype:)``.
    public init(_ folder: URL, name: String, device: Device = .cpu, dtype: DType? = nil) throws {
        self.folder = folder
        self.name = name
        self.device = device
        decoder = try DecoderModel.load(folder, device: device, dtype: dtype)
        chat = try ChatTokenizer.load(folder)
        fingerprint = try ModelFolder.fingerprint(folder) + (dtype.map { "-\($0)" } ?? "")
    }

    /// Answers prompts, with heads changed or not.
    ///
    /// - Parameters:
    ///   - rows: of a batch at most.
    ///   - means: for the gate `mean`.
    ///   - sharesPrefixes: whether what prompts of one call begin with is computed once.
    public func responder(
        rows: Int = 64, means: HeadMeans? = nil, sharesPrefixes: Bool = false,
        pairObserver: (any PairLogProbabilityObserver)? = nil
    ) -> ModelResponder {
        ModelResponder(
            model: decoder, text: chat, means: means?.outputs, batchRows: rows,
            sharesPrefixes: sharesPrefixes, pairObserver: pairObserver)
    }

    /// Log-probabilities of given tokens.
    public func scorer(means: HeadMeans? = nil) -> ModelScorer {
        ModelScorer(model: decoder, means: means?.outputs)
    }

    /// Log-probabilities of texts, and of choices after prompts.
    public func textScorer(means: HeadMeans? = nil) -> ModelTextScorer {
        ModelTextScorer(scorer(means: means), text: chat)
    }

    /// The model as detection sees it.
    ///
    /// - Parameter reasoning: whether the model reasons before it answers.
    public func detectionModel(reasoning: Bool = false) -> DetectionModel {
        .live(
            model: decoder, text: chat, name: name, fingerprint: fingerprint,
            reasoning: reasoning)
    }

    /// - Throws: `UsageError` for heads that the model does not have.
    public func check(_ heads: [HeadID]) throws { try decoder.check(heads, of: name) }

    /// The folder that a name stands for: its path, or that of the embedded organism.
    package static func folder(_ name: String) throws -> URL {
        name == "organism" ? try EmbeddedOrganism.folder() : URL(fileURLWithPath: name)
    }

    /// The files that are read of such a folder, for `JobFiles`.
    package static func inputs(_ name: String) -> [URL] {
        (try? folder(name)).map { OverwriteGuard.files($0, where: ModelFolder.isPart) } ?? []
    }
}

extension DecoderModel {
    /// - Throws: `UsageError` for heads that the model does not have.
    package func check(_ heads: [HeadID], of name: String) throws {
        let shape = configuration
        try HeadShape(layers: shape.layers, heads: shape.heads).check(heads, of: name)
    }
}
