package import Artifacts
package import Storage

/// An instruction of IFEval with its arguments read, and whether a response follows it, strictly: the
/// response as it is. Verdicts are those of the published checkers, with differences in
/// `docs/numerics.md`.
package struct Instruction: Sendable {
    let id: InstructionID
    private let follows: @Sendable (String) -> Bool

    /// - Parameter arguments: an object; `null`, 0 and empty ones count as left out, as there.
    /// - Throws: `DataError` for a name that is not known, and for arguments that lack or are of another
    ///   kind.
    package init(_ name: String, _ arguments: JSONValue) throws {
        guard !name.isExactly(InstructionID.responseLanguage) else {
            throw DataError(
                "\(name) is not checked, for it needs a detector of languages; leave the row out.")
        }
        guard let id = InstructionID.allCases.first(where: { $0.rawValue.isExactly(name) }) else {
            let all = InstructionID.allCases.map(\.rawValue).joined(separator: ", ")
            throw DataError("\"\(name)\" is no instruction; give one of \(all).")
        }
        self.id = id
        let arguments = try InstructionArguments(name, arguments)
        follows = try Self.check(id, arguments)
    }

    /// Whether a response follows it; an empty or blank one never does.
    package func isFollowed(by response: String) -> Bool {
        response.unicodeScalars.contains { !$0.isPythonSpace } && follows(response)
    }

    /// The instructions of an example, in their order.
    /// - Throws: as ``init(_:_:)``.
    package static func all(of example: EvaluationExample) throws -> [Instruction] {
        try zip(example.instructions ?? [], example.instructionArguments ?? []).map {
            try Instruction($0, $1)
        }
    }

    private static func check(
        _ id: InstructionID, _ given: InstructionArguments
    ) throws -> @Sendable (String) -> Bool {
        switch id {
        case .existence, .keywordFrequency, .forbiddenWords, .letterFrequency:
            try KeywordInstruction.check(id, given)
        case .sentences, .paragraphs, .words, .firstWord: try LengthInstruction.check(id, given)
        case .placeholders, .postscript, .constrainedResponse, .json, .title, .twoResponses,
            .repeatPrompt, .ending, .quotation, .noComma:
            try ContentInstruction.check(id, given)
        case .bullets, .highlights, .sections: try FormatInstruction.check(id, given)
        case .capitalWords, .upperCase, .lowerCase: try CaseInstruction.check(id, given)
        }
    }
}

extension EvaluationExample {
    /// - Throws: `DataError` for instructions that cannot be checked; nothing for other metrics.
    package func checkInstructions() throws {
        guard metric.isOfInstructions else { return }
        _ = try Instruction.all(of: self)
    }
}
