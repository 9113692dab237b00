import Artifacts
import Foundation

/// Fields of a server's own, such as `{"top_k": -1}` or
/// `{"chat_template_kwargs": {"enable_thinking": false}}`: a JSON object.
public struct ExtraFields: Sendable, Equatable {
    let text: String

    /// - Throws: `UsageError` when the text is no JSON object.
    public init(_ text: String = "{}") throws {
        self.text = text
        do { _ = try fields() } catch {
            throw UsageError(
                "extra fields are \(text); give a JSON object, such as {\"top_k\": 20}.")
        }
    }

    func fields() throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        guard let fields = value as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
        return fields
    }

    /// The fields in their order, with that of the objects in them.
    func members() throws -> [JSONMember] {
        guard case .object(let members) = try JSONParser.parse(row: text).value else { return [] }
        return members
    }

    /// The same for texts that mean the same, for a run's record.
    public var canonical: String {
        guard let fields = try? fields(),
            let data = try? JSONSerialization.data(
                withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
        else { return text }
        return String(decoding: data, as: UTF8.self)
    }
}
