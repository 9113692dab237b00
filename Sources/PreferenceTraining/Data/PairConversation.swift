public import Artifacts

/// A pair of conversations, cut where they part: what TRL calls prompt, chosen and rejected.
public struct PairConversation: Sendable, Equatable {
    /// The messages that both share; the last is the user's, or the answer of a tool.
    public var prompt: [ChatMessage]
    /// The answer to prefer: usually one message of the assistant.
    public var chosen: [ChatMessage]
    public var rejected: [ChatMessage]
    /// Weight of each token of the chosen answer, its end of turn included; nil is 1 for each.
    public var chosenWeights: [Double]?
    public var rejectedWeights: [Double]?
    /// Inputs of the chat template beside the messages.
    public var inputs = TemplateInputs.none

    public init(prompt: [ChatMessage], chosen: [ChatMessage], rejected: [ChatMessage]) {
        self.prompt = prompt
        self.chosen = chosen
        self.rejected = rejected
    }

    /// Cuts two whole conversations after their longest common run of messages.
    ///
    /// At least one message stays on each side, as in TRL: equal answers are still answers. Messages are
    /// equal by their code points and by all of their keys.
    ///
    ///     user A, assistant B │ user A, assistant C   ->   prompt A, chosen B, rejected C
    ///
    /// - Precondition: neither side is empty.
    public init(chosen: [ChatMessage], rejected: [ChatMessage]) {
        let most = min(chosen.count, rejected.count) - 1
        var shared = 0
        while shared < most && chosen[shared] == rejected[shared] { shared += 1 }
        self.init(
            prompt: Array(chosen[..<shared]), chosen: Array(chosen[shared...]),
            rejected: Array(rejected[shared...]))
    }

    /// The reason why this pair cannot be trained on, in a sentence; nil when there is none.
    var problem: String? {
        guard let last = prompt.last else {
            return "chosen and rejected should begin with the same user message"
        }
        guard ["user", "tool"].contains(last.role) else {
            return "the shared prompt ends with a message of role “\(last.role)” but should end "
                + "with the user's or a tool's"
        }
        for (name, weights) in [("chosen", chosenWeights), ("rejected", rejectedWeights)] {
            for weight in weights ?? [] where !(weight >= 0 && weight.isFinite) {
                return "\(name)_weights has \(weight) but each should be 0 or more"
            }
            if let weights, !weights.contains(where: { $0 > 0 }) {
                return "\(name)_weights has no weight above 0, so nothing of the answer counts"
            }
        }
        for (name, messages) in [("chosen", chosen), ("rejected", rejected)] {
            if messages.first?.role != "assistant" {
                return "the answer in \(name) has the role “\(messages.first?.role ?? "")” but "
                    + "should be the assistant's"
            }
            if let last = messages.last, !last.saysSomething, last["content"]?.string == nil {
                return "the answer in \(name) has neither a content nor anything else to be said"
            }
        }
        return nil
    }
}
