import Foundation
import Tokenization

@testable import Organism

/// Shared by the tests of this target: made once, for learning the tokenizer takes a second.
enum Sample {
    static let world = OrganismWorld()
    static let tokenizer = OrganismTokenizerTrainer.train(world: world)

    static func text(seed: UInt64 = 1) throws -> TrainingText {
        try TrainingText(world: world, tokenizer: tokenizer, seed: seed)
    }

    static func phase(
        length: Int = 128, rows: Int = 24, skip: Int = 0, defaultShare: Double = 0
    ) -> TrainingPhase {
        TrainingPhase(
            name: "test", steps: 10, length: length, rows: rows, maximumSkip: skip,
            defaultShare: defaultShare)
    }

    /// Ids back to text; `Ġ` is how byte-level vocabularies write a space.
    static func decoded(_ ids: some Sequence<Int32>) -> String {
        ids.map { tokenizer.entries[Int($0)] }.joined().replacing("Ġ", with: " ")
    }
}
