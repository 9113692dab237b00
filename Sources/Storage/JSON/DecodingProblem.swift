import Foundation

/// Turns a decoding error into a sentence with the path of the field.
public enum DecodingProblem {
    /// For example: `chosen[0].role is missing` or `beta should be a number`.
    public static func sentence(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            return "\(path(context.codingPath + [key])) is missing."
        case DecodingError.typeMismatch(let type, let context):
            return "\(path(context.codingPath)) should be \(name(type))."
        case DecodingError.valueNotFound(let type, let context):
            return "\(path(context.codingPath)) is null but should be \(name(type))."
        case DecodingError.dataCorrupted(let context):
            // The text itself is at fault, or one value that is JSON and still not what it should be.
            let cause = (context.underlyingError as? NSError)?.userInfo["NSDebugDescription"]
            return context.codingPath.isEmpty
                ? "not valid JSON (\(cause as? String ?? context.debugDescription))"
                : "\(path(context.codingPath)) cannot be read: \(context.debugDescription)"
        case let known as any ToolError:
            return known.description
        default:
            return error.localizedDescription
        }
    }

    package static func path(_ keys: [any CodingKey]) -> String {
        let text = keys.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return text.isEmpty ? "the value" : text
    }

    static func name(_ type: Any.Type) -> String {
        switch type {
        case is Int.Type, is UInt64.Type: "a whole number"
        case is Double.Type, is Float.Type: "a number"
        case is String.Type: "text"
        case is Bool.Type: "true or false"
        case let shape as any ExpectedShape.Type: shape.words
        case is [String: Any].Type: "an object"
        case is [Any].Type: "a list"
        default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
        }
    }
}

/// A shape that a value should have and that no type of Swift or Foundation stands for, as the type of
/// a `DecodingError.typeMismatch`.
package protocol ExpectedShape {
    /// For example: `text or a list of parts`.
    static var words: String { get }
}
