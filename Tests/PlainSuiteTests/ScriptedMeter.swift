import Artifacts
import Foundation

@testable import PlainSuite

/// Counts words, digits and signs in place of a tokenizer's tokens, and ten for a chat template.
struct ScriptedMeter: PromptMeter {
    var hasChatTemplate = true
    var contextLength = 100_000

    func tokens(of example: EvaluationExample) -> Int {
        guard example.prompt == nil else { return Self.count(example.prompt ?? "") }
        return example.messages.reduce(10) { $0 + Self.count($1.content) }
    }

    static func count(_ text: String) -> Int {
        var count = 0
        var inWord = false
        for scalar in text.unicodeScalars {
            let isLetter = scalar.properties.isAlphabetic
            if isLetter ? !inWord : !scalar.properties.isWhitespace { count += 1 }
            inWord = isLetter
        }
        return count
    }
}

extension PlainSuite {
    /// Examples of some tasks in a form.
    static func made(
        _ tasks: [PlainTask], form: PromptForm = .completion, lengths: [Int] = [1024],
        examples: Int = 12, seed: UInt64 = 1, meter: ScriptedMeter = ScriptedMeter()
    ) throws -> [EvaluationExample] {
        var suite = PlainSuite()
        suite.tasks = tasks
        suite.form = .form(form)
        suite.lengths = lengths
        suite.examples = examples
        suite.seed = seed
        return try suite.examples(for: meter)
    }
}

extension EvaluationExample {
    /// All text that the model sees.
    var shown: String { prompt ?? messages.map(\.content).joined(separator: "\n\n") }

    /// The line that asks, without its word for it.
    var asked: String {
        let blocks = shown.components(separatedBy: "\n\n")
        let cue = messages.last?.role == "assistant" ? 2 : 1
        let lines = blocks[blocks.count - cue].split(separator: "\n").map(String.init)
        let last =
            lines.count > 1 && prompt != nil ? lines[lines.count - 2] : lines[lines.count - 1]
        return last.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? last
    }
}

extension String {
    /// How often a text occurs in this one.
    func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}
