import Artifacts
import Foundation

/// The body of a request to `/v1/chat/completions`.
enum ChatRequestBody {
    /// - Parameter extra: fields that are added, or that replace ours.
    static func data(
        _ request: CompletionRequest, model: String, extra: ExtraFields
    ) throws -> Data {
        let sampling = request.sampling
        var fields: [String: Any] = [
            "model": model,
            "messages": request.messages.map { ["role": $0.role, "content": $0.content] },
            "temperature": sampling.temperature,
            "top_p": sampling.topP,
            "max_tokens": sampling.maxTokens,
            "seed": seed(sampling.seed),
            "n": 1,
            "stream": false,
        ]
        // Not a field of OpenAI, whose servers refuse what they do not know.
        if sampling.topK > 0 { fields["top_k"] = sampling.topK }
        fields.merge(try extra.fields()) { $1 }
        return try JSONSerialization.data(
            withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
    }

    /// Servers read seeds as 32 or 64 bits, signed or not: the upper 31 bits fit all of them.
    static func seed(_ seed: UInt64) -> Int { Int(seed >> 33) }
}
