public import Foundation
import Storage

extension Recipe {
    /// Reads a recipe file. A field that is left out has the value of ``firstLight``.
    ///
    /// - Throws: `UsageError` for a missing file, `DataError` with every problem of the file, each
    ///   under the path of its field.
    public static func read(_ url: URL) throws -> Recipe {
        do { return try RecipeReader.recipe(of: AtomicFile.read(url)) } catch let found
            as RecipeReader.Problems
        {
            throw DataError("\(url.path): \(found.list.joined(separator: "; ")).")
        }
    }
}

/// Lays the fields of a file over the default recipe, each tried alone, so that all that is wrong is
/// said at once.
enum RecipeReader {
    struct Problems: Error { let list: [String] }

    static func recipe(of data: Data) throws -> Recipe {
        let given: Any
        do { given = try JSONSerialization.jsonObject(with: data) } catch {
            throw Problems(list: ["not valid JSON"])
        }
        guard let given = given as? [String: Any] else {
            throw Problems(list: ["a recipe is a JSON object"])
        }
        let usual = try object(.firstLight)
        let known = try object(everyField)
        var problems: [String] = []
        var unknown: [String] = []
        var fields: [Field] = []
        for field in Field.all(of: given, parts: known) {
            guard field.exists(in: known) else {
                unknown.append(field.name)
                continue
            }
            if let twin = fields.first(where: { $0.path == field.path }) {
                problems.append("\(twin.name) and \(field.name) are the same, give one of them")
            }
            fields.append(field)
            if let problem = problem(of: field, over: usual) { problems.append(problem) }
        }
        if !unknown.isEmpty {
            problems.append("unknown \(unknown.sorted().joined(separator: ", "))")
        }
        guard problems.isEmpty else { throw Problems(list: problems) }
        let merged = fields.reduce(usual) { $1.laid(over: $0, beside: fields) }
        let recipe = try decoded(merged)
        guard recipe.problems.isEmpty else { throw Problems(list: recipe.problems) }
        return recipe
    }

    /// A recipe in which nothing is left out, for the names that there are.
    static var everyField: Recipe {
        var recipe = Recipe.firstLight
        recipe.detect.threshold = 1
        recipe.select = .init(top: 1, atLeast: 1)
        recipe.contrast.options.filter.maximumRepetition = 1
        recipe.prefer.loss.ldAlpha = 1
        recipe.prefer.validation.size = 1
        recipe.prefer.validation.evaluationSteps = 1
        recipe.prefer.validation.patience = 1
        recipe.prefer.validation.keep = .best
        recipe.prefer.tokens.maxLength = 2
        recipe.prefer.tokens.maxPromptLength = 1
        recipe.prefer.tokens.truncation = .keepStart
        return recipe
    }

    private static func object(_ recipe: Recipe) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: JSONEncoder().encode(recipe)) as? [String: Any]
            ?? [:]
    }

    private static func decoded(_ object: [String: Any]) throws -> Recipe {
        try JSONDecoder().decode(
            Recipe.self, from: JSONSerialization.data(withJSONObject: object))
    }

    private static func problem(of field: Field, over object: [String: Any]) -> String? {
        do { _ = try decoded(field.laid(over: object, beside: [field])) } catch {
            // Foundation says of some numbers no place.
            if case DecodingError.dataCorrupted(let context) = error, context.codingPath.isEmpty {
                return "\(field.name) is \(field.value), which it cannot be"
            }
            let sentence = DecodingProblem.sentence(error)
            let text = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
            return error is DecodingError ? text : "\(field.name): \(text)"
        }
        return nil
    }
}

/// One value of a recipe file: `seed`, or `prefer.beta`.
private struct Field {
    /// As the file has it.
    let name: String
    /// Its part and its key, under the names of today.
    let path: [String]
    let value: Any

    private static let earlierNames = ["prefer.clip": "maxGradNorm"]
    /// Names of the command line where files have others.
    private static let optionNames = [
        "prefer.holdout": "holdOut", "prefer.evalSteps": "evaluationSteps",
        "prefer.checkpointActivations": "checkpointsActivations",
    ]
    private static let names = earlierNames.merging(optionNames) { $1 }

    /// What stands under `about` is for readers.
    ///
    /// - Parameter parts: the objects that a recipe has.
    static func all(of given: [String: Any], parts: [String: Any]) -> [Field] {
        given.sorted { $0.key < $1.key }.filter { $0.key != "about" }.flatMap { part, value in
            guard parts[part] is [String: Any], let values = value as? [String: Any] else {
                return [Field(name: part, path: [part], value: value)]
            }
            return values.sorted { $0.key < $1.key }.filter { $0.key != "about" }.map {
                Field(
                    name: "\(part).\($0)", path: [part, names["\(part).\($0)"] ?? $0], value: $1)
            }
        }
    }

    func exists(in object: [String: Any]) -> Bool {
        guard path.count == 2 else { return object[path[0]] != nil }
        return (object[path[0]] as? [String: Any])?[path[1]] != nil
    }

    /// - Parameter fields: all that are given: one way of selecting takes the place of the other.
    func laid(over object: [String: Any], beside fields: [Field]) -> [String: Any] {
        var object = object
        guard path.count == 2, var part = object[path[0]] as? [String: Any] else {
            object[path[0]] = value
            return object
        }
        part[path[1]] = value
        if path == ["select", "atLeast"], !fields.contains(where: { $0.path == ["select", "top"] })
        {
            part["top"] = nil
        }
        object[path[0]] = part
        return object
    }
}
