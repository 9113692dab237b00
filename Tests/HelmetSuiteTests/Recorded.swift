import Foundation
import Storage
import TestSupport
import Tokenization

@testable import HelmetSuite

/// What HELMET's own functions made of the files under `Fixtures/helmet` (make_helmet.py).
enum Recorded {
    static let folder = Fixture.url("helmet")

    static let document = Result {
        try JSONParser.parse(Fixture.data("helmet/recorded.json"), name: "recorded.json")
    }

    /// A task with what was recorded of it.
    static func tasks() throws -> [(task: HelmetTask, record: JSONValue)] {
        try (document.get()["tasks"]?.array ?? []).map { record in
            func text(_ name: String) -> String { record[name]?.string ?? "" }
            func number(_ name: String) -> Int { record[name]?.int ?? 0 }
            let task = HelmetTask(
                dataset: text("dataset"), length: number("length"),
                maxTokens: number("new_tokens"), testFile: text("test"), demoFile: text("demos"),
                shots: number("shots"), mostSamples: number("samples"), usesChat: false)
            return (task, record)
        }
    }

    static func loader() throws -> HelmetLoader {
        HelmetLoader(
            checkout: try HelmetCheckout(folder.appendingPathComponent("wording")),
            folder: HelmetFolder(folder: folder))
    }

    /// The text side of a tokenizer's name in the recordings.
    static func tokenizer(_ name: String) throws -> ChatTokenizer {
        let root = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
        let path =
            name.hasPrefix("organism")
            ? "Sources/Organism/Resources/first-light" : "Tests/Fixtures/tokenization/llama"
        return try ChatTokenizer.load(root.appendingPathComponent(path))
    }
}
