import Foundation
import Storage

/// Reads a recipe so that a field left out keeps its default and a field misspelt is an error.
///
/// The file is laid over the encoded defaults, field by field; what the defaults do not have is
/// unknown, and all unknown fields are reported at once.
enum RecipeDecoding {
    struct Problem: Error { let sentence: String }

    static func decode(_ data: Data) throws -> Recipe {
        let given: Any
        do { given = try JSONSerialization.jsonObject(with: data) } catch {
            throw Problem(sentence: "not valid JSON.")
        }
        guard let given = given as? [String: Any] else {
            throw Problem(sentence: "a recipe is a JSON object.")
        }
        var unknown: [String] = []
        let merged = merge(given, over: try defaults(), path: "", unknown: &unknown)
        guard unknown.isEmpty else {
            throw Problem(sentence: "unknown \(unknown.sorted().joined(separator: ", ")).")
        }
        do {
            return try JSONDecoder().decode(
                Recipe.self, from: JSONSerialization.data(withJSONObject: merged))
        } catch { throw Problem(sentence: DecodingProblem.sentence(error)) }
    }

    static func defaults() throws -> [String: Any] {
        let data = try JSONEncoder().encode(Recipe())
        var object = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
        // A nil field is not encoded, but it is known.
        if var select = object["select"] as? [String: Any] {
            select["atLeast"] = NSNull()
            object["select"] = select
        }
        return object
    }

    static func merge(
        _ given: [String: Any], over base: [String: Any], path: String, unknown: inout [String]
    ) -> [String: Any] {
        var result = base
        for (key, value) in given where key != "about" {
            let name = path.isEmpty ? key : "\(path).\(key)"
            guard let old = base[key] else {
                unknown.append(name)
                continue
            }
            if let old = old as? [String: Any], let value = value as? [String: Any] {
                result[key] = merge(value, over: old, path: name, unknown: &unknown)
            } else {
                result[key] = value
            }
        }
        // Naming one way of selecting replaces the default of the other.
        if path == "select" || (given["atLeast"] != nil && base["atLeast"] != nil) {
            if given["atLeast"] != nil && given["top"] == nil { result["top"] = NSNull() }
        }
        return result
    }
}
