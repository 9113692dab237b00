import Artifacts
import Storage

/// A question of a task before it has a form.
struct Question: Sendable {
    /// What is to be done, at the head of the prompt.
    var instruction: String
    /// Demonstrations. Those with a context of their own stand before the context, those that ask
    /// something else about the same context behind it.
    var shots: [Shot] = []
    /// The text that holds the answer.
    var context: String
    /// What is asked, as the last line before the cue.
    var query: String
    /// What a chat model is asked instead, where that differs.
    var chatQuery: String?
    var answers: [String] = []
    var relevance: [ExactText: Int]?
    var citations: [String]?
    var choices: [String]?
    var instructions: [String]?
    var instructionArguments: [JSONValue]?
    /// The score that knowing nothing gives.
    var chance = 0.0
    /// Percent of the context before the answer.
    var depth: Int?

    struct Shot: Sendable {
        var context: String?
        var query: String
        var answer: String
    }
}

extension Question {
    /// The example of this question in a form.
    func example(
        _ task: PlainTask, _ form: PromptForm, id: String, length: Int
    ) -> EvaluationExample {
        var extra = [
            "category": task.category.rawValue, "form": form.rawValue,
            "chance": Self.text(chance),
        ]
        if let depth { extra["depth"] = "\(depth)" }
        var example = EvaluationExample(
            id: id, category: task.rawValue, metric: task.metric, length: length, answers: answers,
            maxTokens: task.maxTokens, answerPrefix: task.cue, relevance: relevance,
            citations: citations, extra: extra, choices: choices, instructions: instructions,
            instructionArguments: instructionArguments)
        switch form {
        case .chat: example.messages = [.user(chatText(task))]
        case .chatStart:
            example.messages = [.user(chatText(task))]
            // A response to an instruction is judged as a whole, its first words included.
            if task != .instructions {
                example.messages.append(ChatMessage(role: "assistant", content: task.cue))
            }
        case .completion:
            example.prompt = completion(task)
            if !task.metric.isOfLikelihood { example.stop = task.stop }
        }
        // After a chat template a choice follows no text, else the cue.
        if form == .chat, let choices {
            example.choices = choices.map(Self.trimmed)
            example.answers = answers.map(Self.trimmed)
        }
        return example
    }

    private static func trimmed(_ text: String) -> String { String(text.drop { $0 == " " }) }

    /// As few digits as say it.
    static func text(_ number: Double) -> String {
        number == 0 ? "0" : "\((number * 1e4).rounded() / 1e4)"
    }

    private func chatText(_ task: PlainTask) -> String {
        let shown = task.showsShotsInChat ? shots.map { shotText($0, task) } : []
        return ([instruction] + shown + [context, chatQuery ?? query])
            .filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private func completion(_ task: PlainTask) -> String {
        let before = shots.filter { $0.context != nil }.map { shotText($0, task) }
        let behind = shots.filter { $0.context == nil }.map { shotText($0, task) }
        let asked = query.isEmpty ? task.cue : "\(query)\n\(task.cue)"
        return ([instruction] + before + [context] + behind + [asked])
            .filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private func shotText(_ shot: Shot, _ task: PlainTask) -> String {
        let asked = "\(shot.query)\n\(task.cue) \(shot.answer)"
        return shot.context.map { "\($0)\n\n\(asked)" } ?? asked
    }
}

extension PlainTask {
    /// Whether chat prompts have the demonstrations too: where the format of the answer is unusual.
    var showsShotsInChat: Bool { self == .rerank }

    /// Where a completion ends.
    var stop: [String] { self == .instructions ? ["\n\nInstruction:"] : ["\n"] }
}
