public import Artifacts
import Numbers

/// Instructions for a chat model, as prompts of contrast pairs: many kinds, generated from a seed.
///
/// About half of them bring a text of 50 to 400 words, invented, from which the answer has to be copied
/// or composed; the others stand alone. No two of one seed are the same.
///
/// ```swift
/// try JSONLines.write(InstructionPrompts.rows(count: 600, seed: 1), to: file)
/// ```
public enum InstructionPrompts {
    /// Rows of a prompt file, `{"conversation_id": "plain-extract-7", "prompt": …}`. The kinds take
    /// turns. A longer list begins with the shorter one of the same seed.
    ///
    /// - Parameter count: at least 1.
    public static func rows(count: Int, seed: UInt64) -> [PromptRow] {
        var seen: Set<String> = []
        return (0..<max(count, 1)).map { index in
            let kind = InstructionKind.allCases[index % InstructionKind.allCases.count]
            var text = ""
            // A stream for each try, so that a repeated text gives way to another one.
            for attempt in 0..<1000 as Range<UInt64> {
                var stream = SeededGenerator.derive(seed ^ 0x70_726f_6d70_74, UInt64(index))
                stream = SeededGenerator.derive(stream.next(), attempt)
                text = kind.prompt(seed: seed, stream)
                if seen.insert(text).inserted { break }
            }
            return PromptRow(
                conversationID: "plain-\(kind.rawValue)-\(index)", question: .user(text))
        }
    }
}

/// What an instruction asks for.
public enum InstructionKind: String, CaseIterable, Sendable {
    // With and without a text, alternating.
    case extract, explain, passage, list, summarise, compare, table, plan, rewrite, code, classify
    case arithmetic, email, letter, formal, story, dialogue, poem, minutes, roleplay, quote
    case brainstorm, log, advice, order, format

    /// Whether it brings a text that the answer comes from.
    public var hasContext: Bool {
        switch self {
        case .extract, .passage, .summarise, .table, .rewrite, .classify, .email, .formal,
            .dialogue,
            .minutes, .quote, .log, .order:
            true
        default: false
        }
    }

    func prompt(seed: UInt64, _ stream: SeededGenerator) -> String {
        var writer = PromptWriter(WorldMaker(seed: seed, stream: stream))
        let text = hasContext ? writer.withText(self) : writer.bare(self)
        // A choice may be empty and leave a space behind.
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}

/// Writes one instruction.
struct PromptWriter {
    var maker: WorldMaker

    init(_ maker: WorldMaker) { self.maker = maker }

    /// A template with its choices drawn and holes filled.
    mutating func make(_ text: String, _ table: [String: String] = [:]) -> String {
        Phrase.make(text, table, &maker.stream)
    }

    /// Different whole numbers from a range, in the order drawn.
    mutating func numbers(_ count: Int, in range: ClosedRange<Int>) -> [Int] {
        var all = Array(range)
        maker.stream.shuffle(&all)
        return Array(all.prefix(count))
    }

    /// The task and its text, in either order.
    mutating func join(_ task: String, _ text: String) -> String {
        maker.stream.below(3) == 0 ? "\(text)\n\n\(task)" : "\(task)\n\n\(text)"
    }
}
