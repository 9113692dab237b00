package import Artifacts
import DecoderModels
import Foundation
import Organism
import PlainSuite
import Storage
package import Tokenization

/// What suites of questions need to know of a model: its tokenizer, its template and how much fits.
/// Weights are not loaded for it.
package struct ModelTextSide: PromptMeter {
    package let chat: ChatTokenizer
    package let contextLength: Int
    let name: String
    private let folder: URL

    /// Of a loaded model.
    package init(_ model: LoadedModel) {
        chat = model.chat
        contextLength = model.decoder.configuration.contextLength
        name = model.name
        folder = model.folder
    }

    /// Of a model folder, or `organism`.
    /// - Throws: `UsageError` or `DataError` for a folder that cannot be read.
    package init(_ name: String) throws {
        folder = try LoadedModel.folder(name)
        chat = try ChatTokenizer.load(folder)
        contextLength = try ModelConfiguration(folder: folder).contextLength
        self.name = name
    }

    package var hasChatTemplate: Bool { chat.template != nil }

    /// Whether the model reads the organism's words alone: it is the embedded one, or one that was
    /// trained from it.
    package var knowsOrganism: Bool { RunWorld.of(folder) == .organism }

    package func tokens(of example: EvaluationExample) throws -> Int {
        try example.tokens?.count ?? chat.ids(example.question).count
    }
}
