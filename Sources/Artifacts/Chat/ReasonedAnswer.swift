/// Puts the thought that a server reports apart (`reasoning_content`) back before the answer.
public enum ReasonedAnswer {
    /// In the form in which Qwen3 and OLMo 3 write it and in which their chat templates find it:
    /// `<think>\n…\n</think>\n\nanswer`. Without a thought it is the answer as it is. A thought that
    /// met the token limit before any answer stays open, as the model left it.
    public static func text(_ answer: String, reasoning: String?, finishReason: String?) -> String {
        guard let reasoning, reasoning.contains(where: { !$0.isWhitespace }) else { return answer }
        func trimmed(_ text: String) -> Substring {
            var text = text[...]
            while text.first == "\n" { text.removeFirst() }
            while text.last == "\n" { text.removeLast() }
            return text
        }
        let thought = "<think>\n\(trimmed(reasoning))"
        if finishReason == "length", answer.allSatisfy(\.isWhitespace) { return thought }
        return "\(thought)\n</think>\n\n\(answer.drop { $0 == "\n" })"
    }
}
