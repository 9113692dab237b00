import Foundation
import Storage

/// A value of a recipe file. Other than `JSONValue` it holds seeds of 64 bits exactly, and it may lose
/// the order of the keys: fields have names.
enum RecipeJSON: Codable, Equatable, Sendable {
    case null
    case bool(Bool)
    case whole(Int)
    /// A whole number that `Int` does not hold.
    case large(UInt64)
    case real(Double)
    case text(String)
    case list([RecipeJSON])
    case object([String: RecipeJSON])  // exact: names of fields, which are ASCII

    /// - Throws: ``RecipeProblems`` for text that is no JSON.
    init(_ data: Data) throws {
        do { self = try JSONDecoder().decode(RecipeJSON.self, from: data) } catch {
            throw RecipeProblems(["not valid JSON"])
        }
    }

    init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: AnyKey.self) {
            self = .object(
                try object.allKeys.reduce(into: [:]) {
                    $0[$1.stringValue] = try object.decode(RecipeJSON.self, forKey: $1)
                })
            return
        }
        if var list = try? decoder.unkeyedContainer() {
            var items: [RecipeJSON] = []
            while !list.isAtEnd { items.append(try list.decode(RecipeJSON.self)) }
            self = .list(items)
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? value.decode(Int.self) {
            self = .whole(number)
        } else if let number = try? value.decode(UInt64.self) {
            self = .large(number)
        } else if let number = try? value.decode(Double.self) {
            self = .real(number)
        } else {
            self = .text(try value.decode(String.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let flag): try value.encode(flag)
        case .whole(let number): try value.encode(number)
        case .large(let number): try value.encode(number)
        case .real(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .list(let items): try value.encode(items)
        case .object(let members): try value.encode(members)
        }
    }

    /// As an error shows it: short, in one line.
    var shown: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
        return text.count <= 60 ? text : "\(text.prefix(57))..."
    }
}

/// The values of an object by the names of its fields, which are ASCII.
typealias RecipeFields = [String: RecipeJSON]  // exact: names of fields

/// All that is wrong with a recipe, a sentence each without its full stop.
struct RecipeProblems: Error, Equatable {
    let list: [String]
    init(_ list: [String]) { self.list = list }
}

/// What a field should have been, in words that go on from "should be".
struct WantedValue: Error, Equatable {
    let words: String
    init(_ words: String) { self.words = words }
}
