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
        if !request.stop.isEmpty { set("stop", .array(request.stop.map { .string($0) })) }
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

/// Fields of a server's own, such as `{"top_k": -1}` or
/// `{"chat_template_kwargs": {"enable_thinking": false}}`: a JSON object.
public struct ExtraFields: Sendable, Equatable {
    /// One field, its value as it is written: no number of it loses digits.
    struct Field: Sendable, Equatable {
        let key: String
        let value: String
    }

    let text: String
    /// In their order; of a repeated key the last one counts.
    let fields: [Field]

    /// Fields from the text of a JSON object.
    /// - Throws: `UsageError` when the text is no JSON object.
    public init(_ text: String = "{}") throws {
        self.text = text
        // The parser says whether it is JSON, the other where its values stand.
        guard let value = try? JSONParser.parse(row: text).value, Self.isFinite(value),
            let object = JSONObjectText(text.utf8)
        else {
            throw UsageError(
                "extra fields are \(VisibleText.line(text)); give a JSON object, such as {\"top_k\": 20}."
            )
        }
        fields = object.members.map {
            Field(key: $0.key, value: String(decoding: object.bytes[$0.value], as: UTF8.self))
        }
    }

    /// NaN and infinities are Python's, not JSON's, and servers refuse them.
    private static func isFinite(_ value: JSONValue) -> Bool {
        switch value {
        case .double(let number): number.isFinite
        case .array(let items): items.allSatisfy(isFinite)
        case .object(let members): members.allSatisfy { isFinite($0.value) }
        default: true
        }
    }

    /// The fields with their keys sorted, equal for texts that mean the same; for a run's record.
    public var canonical: String {
        guard let fields = try? JSONSerialization.jsonObject(with: Data(text.utf8)),
            let data = try? JSONSerialization.data(
                withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
        else { return text }
        return String(decoding: data, as: UTF8.self)
    }
}
