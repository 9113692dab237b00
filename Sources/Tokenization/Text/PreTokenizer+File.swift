import Artifacts
import Foundation

extension PreTokenizer {
    /// From the `pre_tokenizer` of tokenizer.json.
    /// - Throws: `DataError` for kinds and behaviors that are not supported.
    init(_ value: JSONValue, _ name: String) throws {
        switch value["type"]?.string ?? "none" {
        case "Sequence":
            self = .sequence(
                try (value["pretokenizers"]?.array ?? []).map { try PreTokenizer($0, name) })
        case "ByteLevel":
            let usesRegex = value["use_regex"]?.bool ?? true
            self = .byteLevel(
                addsPrefixSpace: value["add_prefix_space"]?.bool ?? true,
                usesRegex ? try RegexPattern(Self.gpt2, file: name) : nil)
        case "Digits":
            let single = value["individual_digits"]?.bool ?? false
            self = .digits(try RegexPattern(single ? #"\p{N}"# : #"\p{N}+"#, file: name))
        case "Split": self = try Self.split(value, name)
        case let kind:
            throw DataError(
                "\(name): the pre-tokenizer \(kind) is not supported; ByteLevel, Digits, Split "
                    + "and Sequence are.")
        }
    }

    private static func split(_ value: JSONValue, _ name: String) throws -> PreTokenizer {
        let text: String
        if let regex = value["pattern"]?["Regex"]?.string {
            text = regex
        } else if let literal = value["pattern"]?["String"]?.string {
            text = NSRegularExpression.escapedPattern(for: literal)
        } else {
            throw DataError("\(name): a Split pre-tokenizer has no pattern.")
        }
        let behavior = value["behavior"]?.string ?? "none"
        guard let known = SplitBehavior(rawValue: behavior) else {
            let all = SplitBehavior.allCases.map(\.rawValue).joined(separator: ", ")
            throw DataError(
                "\(name): the split behavior \(behavior) is not supported; \(all) are.")
        }
        return .split(
            try RegexPattern(text, file: name), known, inverted: value["invert"]?.bool ?? false)
    }

    /// Whether bytes are mapped to characters at the end, as the vocabulary expects it.
    var isByteLevel: Bool {
        switch self {
        case .byteLevel: true
        case .sequence(let parts): parts.last?.isByteLevel ?? false
        default: false
        }
    }
}
