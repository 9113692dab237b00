import Foundation
import Organism
import Storage

/// The name of a model: `organism`, a path, or the name of a folder in `models`.
///
/// The order is that: the embedded organism, what is there under the name as a path, then folders of models, of
/// which `$RETMASK_MODELS` is the first, and `models` in each folder above the executable and the working
/// directory the others.
struct ModelName {
    let text: String
    /// As the environment has it.
    var environment = ProcessInfo.processInfo.environment
    /// Folders at which the way up begins.
    var starts = Self.starts

    /// The folder with models, by an environment variable.
    static let variable = "RETMASK_MODELS"

    private static var starts: [URL] {
        let executable = Bundle.main.executableURL?.resolvingSymlinksInPath()
        return [
            executable?.deletingLastPathComponent(),
            URL(fileURLWithPath: FileManager.default.currentDirectoryPath),
        ].compactMap { $0 }
    }

    init(_ text: String) { self.text = text }

    /// The folder that the name stands for; of a path the path itself, be it there or not.
    ///
    /// - Throws: `UsageError` for a bare name that is none of a model, saying what there is.
    func folder() throws -> URL {
        if text.isExactly("organism") { return try EmbeddedOrganism.folder() }
        let url = URL(fileURLWithPath: text)
        let isPath = text.isEmpty || text.contains("/") || text == "." || text == ".."
        if isPath || FileManager.default.fileExists(atPath: url.path) { return url }
        let places = places
        for place in places where Self.isModel(place.appendingPathComponent(text)) {
            return place.appendingPathComponent(text)
        }
        throw UsageError(sentence(places))
    }

    private func sentence(_ places: [URL]) -> String {
        if text.isExactly("smollm2") {
            return
                "the model smollm2 is not there yet: run `make smollm2` in the project's folder, or set \(Self.variable) to the folder that has it."
        }
        var seen: Set<ExactText> = []
        let known = places.flatMap(Self.models).filter { seen.insert(ExactText($0)).inserted }
        let others = known.isEmpty ? "" : " (\(known.sorted().joined(separator: ", ")))"
        return
            "\(text) is no folder here, nor the name of a model: \"organism\", or a folder in models/\(others) or in $\(Self.variable)."
    }

    /// Folders with models, those that are there.
    private var places: [URL] {
        var places: [URL] = []
        if let path = environment[Self.variable], !path.isEmpty {
            places.append(URL(fileURLWithPath: path))
        }
        for start in starts {
            var folder = start.standardizedFileURL
            while true {
                places.append(folder.appendingPathComponent("models"))
                if folder.path == "/" { break }
                folder.deleteLastPathComponent()
            }
        }
        return places
    }

    private static func isModel(_ folder: URL) -> Bool {
        FileManager.default.fileExists(
            atPath: folder.appendingPathComponent("config.json").path)
    }

    private static func models(_ place: URL) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
        return names.filter { isModel(place.appendingPathComponent($0)) }
    }
}
