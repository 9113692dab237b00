public import DecoderModels
public import Foundation
import GGUF
import Storage
import Tokenization

/// A GGUF file made a Hugging Face folder: configuration, tokenizer and weights, the latter as float32 or
/// rounded once.
///
/// ```swift
/// let model = try GGUFImport(URL(fileURLWithPath: "SmolLM2-135M-Instruct.Q4_1.gguf"))
/// try model.write(to: URL(fileURLWithPath: "smollm2"))
/// ```
/// Opening reads metadata and the table of tensors, and says what would keep the model from being computed
/// here. Writing takes the numbers row by row; a run that is killed is gone on with by the next.
public struct GGUFImport {
    /// The configuration of the new folder.
    public var configuration: ModelConfiguration { model.configuration }
    /// What is to be known of the new folder, in sentences.
    public let notes: [String]
    let parts: GGUFParts
    let model: ImportedConfiguration
    let plan: TensorPlan
    let texts: TokenizerTexts
    /// Bytes of a file of weights, and between two points at which a run goes on.
    var maxShardBytes = 5_000_000_000
    var syncBytes = 64 << 20

    /// Opens a file; of a split model the first.
    ///
    /// - Throws: `UsageError` for a file that is not there; `DataError` for one that is damaged, and for a
    ///   model that is not computed here, naming the architecture, tensor, key or tokenizer.
    public init(_ file: URL) throws {
        parts = try GGUFParts(file)
        model = try ImportedConfiguration(parts)
        plan = try TensorPlan(parts, model.configuration, permutes: model.permutes)
        let vocabulary = try ImportedVocabulary(parts, rows: model.configuration.vocabularySize)
        texts = try TokenizerTexts(
            vocabulary, parts, positions: model.configuration.contextLength)
        notes = Self.notes(parts, model.configuration)
        // What is read of it later is read now.
        _ = try Tokenizer(json: Data(texts.tokenizer.utf8), name: parts.path)
    }

    private static func notes(
        _ parts: GGUFParts, _ configuration: ModelConfiguration
    ) -> [String] {
        var notes: [String] = []
        if parts.tensors.contains(where: { $0.type.blockCount > 1 }) {
            notes.append(
                "The weights are those of the quantised file, not those of the model that it was made from."
            )
        }
        if parts["general.architecture"]?.string?.isExactly("olmo2") ?? false,
            configuration.slidingWindow == nil
        {
            notes.append(
                "OLMo 2 is written as olmo3 without sliding layers, which computes the same.")
        }
        if parts["tokenizer.ggml.pre"]?.string?.isExactly("default") ?? true {
            notes.append(
                "The file does not name the pre-tokenizer: text is cut as llama.cpp cuts it then, and ids may be others than those of the original."
            )
        }
        return notes
    }

    /// Numbers of the model.
    public var parameters: Int { plan.tensors.reduce(0) { $0 + $1.count } }
    /// The licence that the file names; nil where it names none.
    public var licence: String? { parts["general.license"]?.string }
    /// How the file stores the numbers, most tensors first: `Q4_1`, `F32`, ….
    public var storedTypes: [String] {
        Dictionary(grouping: parts.tensors, by: \.type).sorted {
            ($1.value.count, $0.key.rawValue) < ($0.value.count, $1.key.rawValue)
        }.map(\.key.name)
    }
}
