public import Foundation
import Storage

extension Recipe {
    /// Reads a recipe file. A field that is left out has the value of ``defaults(of:)``.
    ///
    /// - Parameter world: of fields that are left out, where the recipe names none.
    /// - Throws: `UsageError` for a missing file, `DataError` with every problem of the file, each
    ///   under the path of its field.
    public static func read(_ url: URL, world: World = .organism) throws -> Recipe {
        try read(url, world: world, isOwn: false)
    }

    /// Reads what a run folder remembers. A recipe of an earlier version may have fields without effect in its world,
    /// and its run goes on.
    static func read(own url: URL, world: World) throws -> Recipe {
        try read(url, world: world, isOwn: true)
    }

    private static func read(_ url: URL, world: World, isOwn: Bool) throws -> Recipe {
        do {
            return try RecipeReader.recipe(
                of: RecipeJSON(AtomicFile.read(url)), world: world,
                folder: url.deletingLastPathComponent(), isOwn: isOwn)
        } catch let found as RecipeProblems {
            throw DataError("\(url.path): \(found.list.joined(separator: "; ")).")
        }
    }

    /// The model that a recipe file names, for what decides how the rest is read; nil for none.
    ///
    /// - Throws: as ``read(_:world:)`` for a file that is missing or no recipe.
    public static func model(of url: URL) throws -> String? {
        do {
            guard case .object(let given) = try RecipeJSON(AtomicFile.read(url)),
                let value = given["model"], value != .null
            else { return nil }
            return try RecipeReader.model(value, url.deletingLastPathComponent())
        } catch let found as RecipeProblems {
            throw DataError("\(url.path): \(found.list.joined(separator: "; ")).")
        } catch let wanted as WantedValue {
            throw DataError("\(url.path): model should be \(wanted.words).")
        }
    }
}

/// Makes a recipe of the fields of a file, and says at once all that is wrong.
enum RecipeReader {
    /// - Parameter isOwn: whether we wrote it, so that fields without effect in its world are no error.
    static func recipe(
        of json: RecipeJSON, world: Recipe.World, folder: URL?, isOwn: Bool
    ) throws -> Recipe {
        guard case .object(let given) = json else {
            throw RecipeProblems(["a recipe is a JSON object"])
        }
        var problems: [String] = []
        var unknown: [String] = []
        func value<Value: RecipeValue>(_ key: String, _ type: Value.Type) -> Value? {
            guard let json = given[key], json != .null else { return nil }
            do { return try Value.read(json, folder: folder) } catch let wanted as WantedValue {
                problems.append("\(key) is \(json.shown) but should be \(wanted.words)")
            } catch { problems.append("\(key): \(error)") }
            return nil
        }
        let named = value("world", Recipe.World.self)
        let usual = Recipe.defaults(of: named ?? world)
        var recipe = usual
        recipe.world = named
        recipe.model = value("model", String.self).map { text in
            (try? model(.text(text), folder)) ?? text
        }
        if let seed = value("seed", UInt64.self) { recipe.seed = seed }
        func stage<Part: RecipePart>(
            _ key: String, _ path: WritableKeyPath<Recipe, [Part]>, usual part: Part
        ) {
            guard let json = given[key] else { return }
            let reader = StageReader(key: key, usual: part, folder: folder)
            recipe[keyPath: path] = reader.read(json, &problems, &unknown)
        }
        stage("detect", \.detect, usual: usual.detect[0])
        stage("select", \.select, usual: usual.select[0])
        let curve = given["ablateCurve"] == nil ? "ablate-curve" : "ablateCurve"
        stage(curve, \.ablateCurve, usual: .init())
        stage("contrast", \.contrast, usual: usual.contrast[0])
        stage("prefer", \.prefer, usual: usual.prefer[0])
        stage("evaluate", \.evaluate, usual: usual.evaluate[0])
        let known = [
            "about", "model", "world", "seed", "detect", "select", curve, "contrast", "prefer",
            "evaluate",
        ]
        unknown += given.keys.filter { !known.contains($0) }
        if !unknown.isEmpty {
            problems.append("unknown \(unknown.sorted().joined(separator: ", "))")
        }
        guard problems.isEmpty else { throw RecipeProblems(problems) }
        problems = recipe.problems + (isOwn ? [] : recipe.problems(in: world))
        guard problems.isEmpty else { throw RecipeProblems(problems) }
        return recipe
    }

    /// A path is relative to the recipe's folder; a name stays one.
    static func model(_ json: RecipeJSON, _ folder: URL?) throws -> String {
        guard case .text(let text) = json, !text.isEmpty else {
            throw WantedValue("organism, a name of models/ or a folder")
        }
        let path = RecipePath.url(text, folder)
        let isPath = text.hasPrefix(".") || text.hasPrefix("/") || text.contains("/")
        return isPath ? path.path : text
    }
}

/// The variants of one stage.
private struct StageReader<Part: RecipePart> {
    let key: String
    let usual: Part
    let folder: URL?

    /// An object is the only one; a list has variants with names, of which later ones begin with the
    /// values of the first.
    func read(_ json: RecipeJSON, _ problems: inout [String], _ unknown: inout [String]) -> [Part] {
        switch json {
        case .object(let given): return [part(given, nil, place: nil, &problems, &unknown)]
        case .list(let items):
            var parts: [Part] = []
            for (index, item) in items.enumerated() {
                guard case .object(let given) = item else {
                    problems.append("\(key)[\(index + 1)] is \(item.shown) but should be an object")
                    continue
                }
                parts.append(part(given, parts.first, place: index + 1, &problems, &unknown))
            }
            return parts
        default:
            problems.append(
                "\(key) is \(json.shown) but should be an object or a list of named ones, [] for none"
            )
            return [usual]
        }
    }

    private func part(
        _ given: RecipeFields, _ first: Part?, place: Int?,
        _ problems: inout [String], _ unknown: inout [String]
    ) -> Part {
        var path = place.map { "\(key)[\($0)]" } ?? key
        var name = ""
        switch given["name"] {
        case .text(let text) where text.isEmpty:
            problems.append("\(path).name is \"\" but should be a name, or left out of a lone part")
        case .text(let text):
            name = text
            path = "\(key)[\(text)]"
        case nil where place != nil: problems.append("\(path).name is missing: variants have names")
        case nil: break
        case let other?: problems.append("\(path).name is \(other.shown) but should be text")
        }
        unknown += RecipePartReader.unknown(given, of: Part.self, at: path)
        var part = RecipePartReader.read(
            given, after: first, defaults: usual, at: path, folder: folder, &problems)
        part.name = name
        return part
    }
}
