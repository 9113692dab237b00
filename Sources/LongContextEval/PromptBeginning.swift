package import Artifacts

/// The text that a prompt begins with, whatever the chat template puts around it: of two questions about one long
/// context it is alike, and the context is computed once.
struct PromptBeginning {
    private let bytes: [UInt8]

    init(_ example: EvaluationExample) {
        let text = example.prompt ?? example.messages.map(\.content).joined(separator: "\n")
        bytes = Array(text.utf8)
    }

    /// Bytes that both begin with, where they share half of the shorter one, and a page of text; else nil.
    func context(with other: PromptBeginning) -> Int? {
        let common = zip(bytes, other.bytes).prefix { $0 == $1 }.count
        let isContext = common >= 512 && 2 * common >= min(bytes.count, other.bytes.count)
        return isContext ? common : nil
    }

    /// The share of the prompt behind a context that the one before it has too, 0 to 1; all of it without one.
    func share(after other: PromptBeginning?) -> Double {
        guard let common = other.flatMap({ context(with: $0) }) else { return 1 }
        return 1 - Double(common) / Double(bytes.count)
    }
}

extension EvaluationExample {
    /// How much of each prompt has to be read, 0 to 1, in bytes of text: all of it, or what comes behind a context that the
    /// prompt before it begins with too. To foretell how long questions take.
    package static func sharesToRead(_ examples: [EvaluationExample]) -> [Double] {
        var before: PromptBeginning?
        return examples.map { example in
            let own = PromptBeginning(example)
            defer { before = own }
            return own.share(after: before)
        }
    }
}
