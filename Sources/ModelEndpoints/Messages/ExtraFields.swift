import Foundation
import Storage

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

    /// The same for texts that mean the same, for a run's record.
    public var canonical: String {
        guard let fields = try? JSONSerialization.jsonObject(with: Data(text.utf8)),
            let data = try? JSONSerialization.data(
                withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
        else { return text }
        return String(decoding: data, as: UTF8.self)
    }
}
