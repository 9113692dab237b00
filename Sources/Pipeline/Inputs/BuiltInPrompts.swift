import Artifacts
package import Foundation
import Organism
import PlainSuite
import Storage

/// Prompts that come with the tool, as the file of prompts of a `ContrastStage`.
///
/// The organism gets questions about its world at lengths that it knows; every other model
/// instructions in plain English.
package struct BuiltInPrompts {
    package let count: Int
    package let seed: UInt64

    package init(count: Int, seed: UInt64) {
        self.count = count
        self.seed = seed
    }

    /// Where they are kept: beside the pairs.
    package static func file(beside pairs: URL) -> URL {
        pairs.deletingLastPathComponent()
            .appendingPathComponent("\(pairs.lastPathComponent).prompts.jsonl")
    }

    /// The rows for a model; for a served one, of which only the name is known, nil.
    func rows(for model: ModelTextSide?) throws -> [PromptRow] {
        guard let model, model.knowsOrganism else {
            return InstructionPrompts.rows(count: count, seed: seed)
        }
        return try EmbeddedOrganism.world().contrastPrompts(
            count: count, lengths: RunWorld.promptLengths, tokenizer: model.chat.tokenizer,
            seed: seed
        ).map { PromptRow(conversationID: $0.id, question: .user($0.prompt)) }
    }

    /// Writes the rows beside the pairs, or finds them there: a longer list takes the place of its
    /// beginning, so that the same command with a higher count goes on.
    ///
    /// - Throws: `UsageError` when there is another file of that name.
    package func write(
        beside pairs: URL, for model: ModelTextSide?, restarts: Bool
    ) throws -> URL {
        let file = Self.file(beside: pairs)
        let text = try rows(for: model).reduce(into: Data()) { $0 += try JSONLines.line($1) }
        if FileManager.default.fileExists(atPath: file.path), !restarts {
            let earlier = try AtomicFile.read(file)
            guard text.starts(with: earlier) || earlier.starts(with: text) else {
                throw UsageError(
                    "\(file.path) holds other prompts; give another --out, the same --seed, or --restart to begin again."
                )
            }
            if earlier == text { return file }
        }
        try AtomicFile.write(text, to: file)
        return file
    }
}
