import Artifacts
import Foundation
import Storage

/// The body of a request to `/v1/chat/completions`.
enum ChatRequestBody {
    /// - Parameter extra: fields that are added, or that replace ours.
    static func data(
        _ request: CompletionRequest, model: String, extra: ExtraFields
    ) -> Data {
        let sampling = request.sampling
        var fields = request.inputs.fields.map {
            ExtraFields.Field(key: $0.key, value: $0.value.text)
        }
        func set(_ field: ExtraFields.Field) {
            fields.removeAll { $0.key.isExactly(field.key) }
            fields.append(field)
        }
        func set(_ key: String, _ value: JSONValue) {
            set(ExtraFields.Field(key: key, value: value.text))
        }
        set("model", .string(model))
        set("messages", .array(request.messages.map(\.json)))
        set("temperature", .double(sampling.temperature))
        set("top_p", .double(sampling.topP))
        set("max_tokens", .int(sampling.maxTokens))
        set("seed", .int(seed(sampling.seed)))
        set("n", .int(1))
        set("stream", .bool(false))
        // Not a field of OpenAI, whose servers refuse what they do not know.
        if sampling.topK > 0 { set("top_k", .int(sampling.topK)) }
        for field in extra.fields { set(field) }
        // Not by JSONSerialization: the server's chat template may print tools in the order of their
        // keys.
        let members = fields.sorted { $0.key < $1.key }
            .map { "\(JSONValue.string($0.key).text):\($0.value)" }
        return Data("{\(members.joined(separator: ","))}".utf8)
    }

    /// Servers read seeds as 32 or 64 bits, signed or not: the upper 31 bits fit all of them.
    static func seed(_ seed: UInt64) -> Int { Int(seed >> 33) }
}
