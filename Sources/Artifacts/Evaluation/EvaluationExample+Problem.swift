import Numbers
import Storage

extension EvaluationExample {
    /// Stop strings of one example at most, and bytes of one.
    static let mostStops = 64
    static let longestStop = 1024

    /// Whether the answer goes on from the text of the last message, which is the assistant's.
    public var continuesFinalMessage: Bool { messages.last?.role == "assistant" }

    /// What the model goes on from, of an example without `tokens`.
    public var question: ModelPrompt {
        prompt.map { ModelPrompt(text: $0) }
            ?? ModelPrompt(
                messages: messages, inputs: inputs, continuesFinalMessage: continuesFinalMessage)
    }

    /// The first thing that its metric needs and it lacks, in words; nil when it is complete.
    public var problem: String? {
        if metric == .likelihood { return likelihoodProblem }
        guard Limits.lengths.contains(length) else {
            return "length is \(length); give \(Limits.lengths)"
        }
        guard metric.isOfLikelihood || Limits.tokens.contains(maxTokens) else {
            return "maxTokens is \(maxTokens); give \(Limits.tokens)"
        }
        return questionProblem ?? stopProblem ?? answerProblem
    }

    private var questionProblem: String? {
        guard let prompt else {
            guard !messages.isEmpty else { return "messages is empty" }
            guard continuesFinalMessage else { return nil }
            return messages.last?.content.contains { !$0.isWhitespace } ?? false
                ? nil
                : "the last message is the assistant's and says nothing that an answer could go on from"
        }
        guard messages.isEmpty else { return "it has both messages and prompt; give one of them" }
        guard inputs.isEmpty else {
            return "prompt goes through no chat template; leave out \(inputs.fields[0].key)"
        }
        return prompt.isEmpty ? "prompt is empty" : nil
    }

    private var stopProblem: String? {
        guard let stop, !stop.isEmpty else { return nil }
        if metric.isOfLikelihood {
            return "\(metric.rawValue) generates nothing that stop could end"
        }
        guard stop.count <= Self.mostStops else {
            return "stop has \(stop.count) texts; give at most \(Self.mostStops)"
        }
        if stop.contains(where: \.isEmpty) { return "stop has an empty text" }
        return stop.contains { $0.utf8.count > Self.longestStop }
            ? "stop has a text of more than \(Self.longestStop) bytes" : nil
    }

    private var answerProblem: String? {
        switch metric {
        case .rankingGain:
            return relevance?.values.contains { $0 > 0 } ?? false
                ? nil : "NDCG@10 needs relevance with at least one gain above 0"
        case .citationPrecision, .citationRecall, .citationF1:
            return citations?.isEmpty ?? true ? "\(metric.rawValue) needs citations" : nil
        case .groupRecall, .listRecall:
            guard let answerGroups, !answerGroups.isEmpty, !answerGroups.contains([]) else {
                return "\(metric.rawValue) needs answerGroups, lists with an answer at least"
            }
            return nil
        case .choiceAccuracy, .normalizedChoiceAccuracy: return choiceProblem
        case .promptInstructions, .instructionShare: return instructionProblem
        case _ where answers.isEmpty: return "\(metric.rawValue) needs answers"
        case .wholeWordMatch:
            let bare = answers.first { answer in
                !answer.unicodeScalars.contains {
                    $0.properties.isAlphabetic || $0.properties.numericType != nil
                }
            }
            return bare.map { "WordEM needs answers of words, and \"\($0)\" has none" }
        default: return nil
        }
    }

    private var likelihoodProblem: String? {
        if let problem = stopProblem { return problem }
        let first = scoredFrom ?? 1
        if prompt != nil {
            guard tokens == nil else { return "it has both tokens and prompt; give one of them" }
            return questionProblem ?? (first >= 1 ? nil : "scoredFrom is \(first); give 1 or more")
        }
        guard let tokens, tokens.count >= 2 else {
            return "NLL needs tokens, at least two"
        }
        guard tokens.allSatisfy({ 0..<1 << 31 ~= $0 }) else {
            return "tokens has one that is no token id"
        }
        return first >= 1 && first < tokens.count
            ? nil : "scoredFrom is \(first); give 1 to \(tokens.count - 1)"
    }

    private var choiceProblem: String? {
        guard let choices, choices.count >= 2 else {
            return "\(metric.rawValue) needs choices, at least two"
        }
        if choices.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
            return "choices has a text that is empty or blank"
        }
        let names = Set(choices.map { ExactText($0) })
        guard names.count == choices.count else { return "choices has a text twice" }
        guard !answers.isEmpty else { return "\(metric.rawValue) needs answers" }
        return answers.first { !names.contains(ExactText($0)) }
            .map { "the answer \"\($0)\" is none of the choices" }
    }

    private var instructionProblem: String? {
        guard let instructions, !instructions.isEmpty else {
            return "\(metric.rawValue) needs instruction_id_list"
        }
        let given = instructionArguments?.count ?? 0
        return given == instructions.count
            ? nil
            : "kwargs has \(given) objects for \(instructions.count) instructions; give one for each"
    }
}
