import Foundation

/// A field of a part of a recipe: one entry says how it is called, read and written.
struct RecipeField<Part> {
    let name: String
    /// Earlier names, and those of the command line where files have others.
    let otherNames: [String]
    let read: (inout Part, RecipeJSON, URL?) throws -> Void
    /// Nil for a value that is not set.
    let write: (Part) -> (any Encodable)?
    /// Whether `null` is a value of it: not set.
    let isOptional: Bool

    init<Value: RecipeValue>(
        _ name: String, _ otherNames: String..., at path: WritableKeyPath<Part, Value>
    ) {
        self.name = name
        self.otherNames = otherNames
        read = { $0[keyPath: path] = try Value.read($1, folder: $2) }
        write = { $0[keyPath: path] }
        isOptional = false
    }

    /// A field that may be left out, or be `null`.
    init<Value: RecipeValue>(
        _ name: String, _ otherNames: String..., at path: WritableKeyPath<Part, Value?>
    ) {
        self.name = name
        self.otherNames = otherNames
        read = { $0[keyPath: path] = $1 == .null ? nil : try Value.read($1, folder: $2) }
        write = { $0[keyPath: path] }
        isOptional = true
    }

    /// Whether a file may call it so: `maxTokens`, and `max-tokens` as on the command line.
    func isCalled(_ key: String) -> Bool {
        let plain = Self.camelCase(key)
        // exact: names of fields, which are ASCII
        return name == plain || otherNames.contains(plain)
    }

    private static func camelCase(_ key: String) -> String {
        let words = key.split(separator: "-", omittingEmptySubsequences: false)
        return words.dropFirst().reduce(String(words.first ?? "")) {
            $0 + $1.prefix(1).uppercased() + $1.dropFirst()
        }
    }
}

/// The options of a stage, or of one variant of it.
protocol RecipePart: Equatable, Sendable {
    /// Empty for the only one of its stage.
    var name: String { get set }
    static var fields: [RecipeField<Self>] { get }
    /// Called with the names of the fields that are given, before they are read: what a new mode makes
    /// meaningless goes back to its default.
    mutating func prepare(for given: RecipeFields, defaults: Self)
    /// Values out of range and fields that exclude each other, each beginning with the field's name.
    var problems: [String] { get }
}

/// Lays the fields of an object over a part, each tried alone, so that all that is wrong is said at once.
enum RecipePartReader {
    /// - Parameters:
    ///   - first: the first of a list, whose values a later part has where it leaves a field out; nil for that one and a
    ///     lone part, which have the defaults.
    ///   - path: the part in messages, such as `detect` or `prefer[dpo-2]`.
    static func read<Part: RecipePart>(
        _ given: RecipeFields, after first: Part?, defaults: Part, at path: String,
        folder: URL?, _ problems: inout [String]
    ) -> Part {
        var part = first ?? defaults
        var names: [String: String] = [:]  // exact: names of fields
        var known: RecipeFields = [:]
        for (key, value) in given.sorted(by: { $0.key < $1.key })
        where key != "about" && key != "name" {
            guard let field = Part.fields.first(where: { $0.isCalled(key) }) else { continue }
            if let twin = names[field.name] {
                problems.append("\(path).\(twin) and \(path).\(key) are the same, give one of them")
            }
            names[field.name] = key
            known[field.name] = value == .null ? taken(back: field, first, defaults) : value
        }
        part.prepare(for: known, defaults: defaults)
        for field in Part.fields {
            guard let value = known[field.name], let name = names[field.name] else { continue }
            do { try field.read(&part, value, folder) } catch let wanted as WantedValue {
                problems.append("\(path).\(name) is \(value.shown) but should be \(wanted.words)")
            } catch {
                let text = "\(error)"
                problems.append(
                    "\(path).\(name): \(text.hasSuffix(".") ? String(text.dropLast()) : text)")
            }
        }
        return part
    }

    /// What `null` stands for. In a first part there is nothing to take back: the field is as if it were left out. In a
    /// later one it is not set, or, where it always has a value, has its default again.
    private static func taken<Part: RecipePart>(
        back field: RecipeField<Part>, _ first: Part?, _ defaults: Part
    ) -> RecipeJSON? {
        guard first != nil else { return nil }
        guard !field.isOptional, let usual = field.write(defaults),
            let data = try? JSONEncoder().encode(usual)
        else { return .null }
        return (try? RecipeJSON(data)) ?? .null
    }

    /// Keys that are no field.
    static func unknown<Part: RecipePart>(
        _ given: RecipeFields, of type: Part.Type, at path: String
    ) -> [String] {
        given.keys.filter { key in
            key != "about" && key != "name" && !type.fields.contains { $0.isCalled(key) }
        }.map { "\(path).\($0)" }
    }
}
