import Artifacts
public import Foundation
import Torch

/// Hugging Face folders as a whole: fingerprints, and new folders that are whole or absent.
public enum ModelFolder {
    /// SHA-256 over config.json and the weights: what decides a model's answers.
    /// - Throws: `UsageError` for a folder without them.
    public static func fingerprint(_ folder: URL) throws -> String {
        let weights = try SafeTensorsFolder(folder).files.map(\.url)
        let files = [folder.appendingPathComponent("config.json")] + weights
        return Fingerprint.of(try files.map { try Fingerprint.of(file: $0) }.joined(separator: " "))
    }

    /// Files of a folder that are not weights and belong into every variant of the model.
    public static func textFiles(_ folder: URL) throws -> [URL] {
        let wanted: Set<String> = [
            "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json",
            "special_tokens_map.json", "added_tokens.json", "chat_template.jinja", "vocab.json",
            "merges.txt", "tokenizer.model",
        ]
        return try FileManager.default
            .contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { wanted.contains($0.lastPathComponent) }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    /// Fills a folder under a temporary name beside `url` and renames it: whole or absent.
    ///
    /// - Parameter overwrite: replaces a folder that is there; it is removed only when the new one
    ///   is whole.
    /// - Throws: `UsageError` when `url` exists and may not be replaced, or cannot be written.
    public static func create(
        _ url: URL, overwrite: Bool = false, fill: (URL) throws -> Void
    ) throws {
        let manager = FileManager.default
        let exists = manager.fileExists(atPath: url.path)
        if exists && !overwrite {
            throw UsageError("\(url.path) exists already; choose another output or remove it.")
        }
        try AtomicFile.createFolder(url.deletingLastPathComponent())
        let temporary = AtomicFile.temporaryName(beside: url)
        try? manager.removeItem(at: temporary)
        do {
            try AtomicFile.createFolder(temporary)
            try fill(temporary)
            if exists {
                let old = url.deletingLastPathComponent()
                    .appendingPathComponent(".\(url.lastPathComponent).\(getpid()).old")
                try? manager.removeItem(at: old)
                try manager.moveItem(at: url, to: old)
                try manager.moveItem(at: temporary, to: url)
                try? manager.removeItem(at: old)
            } else {
                try manager.moveItem(at: temporary, to: url)
            }
        } catch {
            try? manager.removeItem(at: temporary)
            if error is any ToolError { throw error }
            throw UsageError("cannot write \(url.path): \(error.localizedDescription)")
        }
    }

    /// Copies a file; a full disk is a `UsageError`, as everywhere.
    public static func copy(_ file: URL, into folder: URL) throws {
        try AtomicFile.write(
            AtomicFile.read(file), to: folder.appendingPathComponent(file.lastPathComponent))
    }
}

extension DecoderModel {
    /// Writes a Hugging Face folder with these weights in float32 and the source's text files.
    ///
    /// - Parameter source: the folder that the model was loaded from; config.json and the tokenizer
    ///   come from there.
    /// - Throws: `UsageError` when `url` exists (unless `overwrite`) or cannot be written.
    public func save(_ url: URL, source: URL, overwrite: Bool = false) throws {
        try ModelFolder.create(url, overwrite: overwrite) { folder in
            for file in try ModelFolder.textFiles(source) {
                try ModelFolder.copy(file, into: folder)
            }
            try Self.setStoredType(folder, "float32")
            try writeWeights(folder)
        }
    }

    /// `model.safetensors` (or shards) in float32.
    public func writeWeights(_ folder: URL) throws {
        let parts = try parameters.map {
            SafeTensorsWriter.Part(name: $0.name, tensor: try $0.tensor.detach().to(.float32))
        }
        try SafeTensorsWriter.writeFolder(parts, to: folder)
    }

    /// config.json says in which dtype the weights are.
    static func setStoredType(_ folder: URL, _ type: String) throws {
        let url = folder.appendingPathComponent("config.json")
        let data = try AtomicFile.read(url)
        guard var object = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw DataError("\(url.path) is not a JSON object.")
        }
        let key = object["dtype"] != nil ? "dtype" : "torch_dtype"
        object[key] = type
        let options: JSONSerialization.WritingOptions = [
            .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
        ]
        try AtomicFile.write(
            JSONSerialization.data(withJSONObject: object, options: options), to: url)
    }
}
