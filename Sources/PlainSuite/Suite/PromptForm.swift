/// How a question is put to a model.
public enum PromptForm: String, CaseIterable, Codable, Sendable {
    /// One turn of the user through the chat template.
    case chat
    /// The same, and the assistant's turn has begun with the cue of the answer.
    case chatStart = "chat-start"
    /// Plain text with two demonstrations and the cue at its end, as HELMET asks: the response ends
    /// with its line.
    case completion
}

/// The form of all tasks, or for each the one that suits it best.
public enum FormChoice: Equatable, Sendable {
    case form(PromptForm)
    case best

    /// The form of a task. Where the model has no chat template, `best` is always `completion`.
    func form(of task: PlainTask, hasChatTemplate: Bool) -> PromptForm {
        switch self {
        case .form(let form): form
        case .best: hasChatTemplate ? task.bestForm : .completion
        }
    }
}

extension FormChoice: RawRepresentable {
    /// `chat`, `chat-start`, `completion` or `best`; nil for another name.
    public init?(rawValue: String) {
        if rawValue.elementsEqual("best") {
            self = .best
        } else if let form = PromptForm(rawValue: rawValue) {
            self = .form(form)
        } else {
            return nil
        }
    }

    /// The name on the command line.
    public var rawValue: String {
        switch self {
        case .best: "best"
        case .form(let form): form.rawValue
        }
    }
}

extension PlainTask {
    /// The form in which chat models of a few hundred million parameters answer this task best: the one
    /// place to change it.
    ///
    /// A first guess before measurements: a cue or demonstrations keep a small model to the format,
    /// and free text needs the template that it was trained with.
    var bestForm: PromptForm {
        switch self {
        case .jsonPairs, .needleKeys, .needleValues: .completion
        case .rag, .longqa: .completion
        case .cite, .citePrecision, .citeRecall: .completion
        case .rerank: .completion
        case .numberLabels, .wordLabels: .completion
        case .summary, .summaryFacts: .chat
        case .fluency: .completion
        case .arithmetic: .completion
        case .facts: .completion
        case .instructions: .chat
        }
    }
}
