import Artifacts
import DecoderModels
import Foundation
import Haystacks
import HeadAnalysis
import LongContextEval
import Optimization
import PreferenceTraining
import Storage

/// A type that a field of a recipe can have.
protocol RecipeValue: Encodable, Sendable {
    /// - Parameter folder: of the recipe; paths are relative to it.
    /// - Throws: ``WantedValue`` for a value of another kind.
    static func read(_ json: RecipeJSON, folder: URL?) throws -> Self
}

extension Bool: RecipeValue {
    static func read(_ json: RecipeJSON, folder: URL?) throws -> Bool {
        guard case .bool(let flag) = json else { throw WantedValue("true or false") }
        return flag
    }
}

extension Int: RecipeValue {
    static func read(_ json: RecipeJSON, folder: URL?) throws -> Int {
        switch json {
        case .whole(let number): return number
        // 12.0 is one, too.
        case .real(let number):
            guard let whole = Int(exactly: number) else { throw WantedValue("a whole number") }
            return whole
        default: throw WantedValue("a whole number")
        }
    }
}

extension UInt64: RecipeValue {
    static func read(_ json: RecipeJSON, folder: URL?) throws -> UInt64 {
        switch json {
        case .whole(let number) where number >= 0: return UInt64(number)
        case .large(let number): return number
        default: throw WantedValue("a whole number, 0 to \(UInt64.max)")
        }
    }
}

extension Double: RecipeValue {
    static func read(_ json: RecipeJSON, folder: URL?) throws -> Double {
        switch json {
        case .whole(let number): return Double(number)
        case .large(let number): return Double(number)
        case .real(let number): return number
        default: throw WantedValue("a number")
        }
    }
}

extension String: RecipeValue {
    static func read(_ json: RecipeJSON, folder: URL?) throws -> String {
        guard case .text(let text) = json else { throw WantedValue("text") }
        return text
    }
}

/// A list of numbers, or a text of them as the command line takes it.
extension Array: RecipeValue where Element: RecipeListItem {
    static func read(_ json: RecipeJSON, folder: URL?) throws -> [Element] {
        switch json {
        case .list(let items):
            return try items.flatMap { item -> [Element] in
                if case .text(let text) = item { return try Element.items(of: text) }
                do { return [try Element.read(item, folder: folder)] } catch is WantedValue {
                    throw WantedValue(Element.listWords)
                }
            }
        case .text(let text): return try Element.items(of: text)
        default: throw WantedValue(Element.listWords)
        }
    }
}

/// A type of which there are lists.
protocol RecipeListItem: RecipeValue {
    static var listWords: String { get }
    /// The items that a text of the command line stands for.
    static func items(of text: String) throws -> [Self]
}

extension Int: RecipeListItem {
    static var listWords: String { "a list such as [1024, 2048] or \"1k,2k\"" }
    static func items(of text: String) throws -> [Int] { try GridValues.lengths(text) }
}

extension Double: RecipeListItem {
    static var listWords: String { "a list such as [0, 50, 100] or \"0:100:5\"" }
    static func items(of text: String) throws -> [Double] { try GridValues.depths(text) }
}

extension String: RecipeListItem {
    static var listWords: String { "a list of texts" }
    static func items(of text: String) throws -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}

/// One of a few names.
extension RecipeValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    static func read(_ json: RecipeJSON, folder: URL?) throws -> Self {
        guard case .text(let text) = json, let value = Self(rawValue: text) else {
            throw WantedValue(words)
        }
        return value
    }

    private static var words: String {
        let names = allCases.map(\.rawValue)
        return names.count == 1 ? names[0] : "one of \(names.joined(separator: ", "))"
    }
}

extension RecipeListItem where Self: RawRepresentable & CaseIterable, RawValue == String {
    static var listWords: String {
        "a list of some of \(allCases.map(\.rawValue).joined(separator: ", "))"
    }
    static func items(of text: String) throws -> [Self] {
        try String.items(of: text).map { name in
            guard let value = Self(rawValue: name) else { throw WantedValue(listWords) }
            return value
        }
    }
}

extension DetectionMode: RecipeValue {}
extension DetectorKind: RecipeListItem {}
extension RandomControl: RecipeValue {}
extension PaperDetectStage.ChatTemplateUse: RecipeValue, Encodable {}
extension PreferenceObjective: RecipeValue {}
extension LossType: RecipeValue {}
extension BatchLayout: RecipeValue {}
extension CheckpointChoice: RecipeValue {}
extension TokenizationMode: RecipeValue {}
extension TruncationSide: RecipeValue {}
extension LearningRateSchedule.Kind: RecipeValue {}

extension HeadGate: RecipeValue {
    static func read(_ json: RecipeJSON, folder: URL?) throws -> HeadGate {
        let text: String? =
            switch json {
            case .text(let text): text
            case .whole(let number): "\(number)"
            case .real(let number): "\(number)"
            default: nil
            }
        guard let gate = text.flatMap({ HeadGate($0) }) else { throw WantedValue(accepted) }
        return gate
    }
}

extension TrainableParameters: RecipeValue {
    static func read(_ json: RecipeJSON, folder: URL?) throws -> TrainableParameters {
        do {
            return try JSONDecoder().decode(
                TrainableParameters.self, from: JSONEncoder().encode(json))
        } catch {
            throw WantedValue(
                "\"all\", {\"lora\": {\"rank\": 16, \"alpha\": 32, \"targets\": [\"q_proj\"]}} or {\"heads\": [\"2-3\"]}"
            )
        }
    }
}
