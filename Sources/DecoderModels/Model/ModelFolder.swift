import Artifacts
public import Foundation
public import Torch

/// Hugging Face folders as a whole: fingerprints, and new folders that are whole or absent.
public enum ModelFolder {
    /// SHA-256 over config.json and the weights: what decides a model's answers.
    /// - Throws: `UsageError` for a folder without them.
    public static func fingerprint(_ folder: URL) throws -> String {
        let weights = try SafeTensorsFolder(folder).files.map(\.url)
        let files = [folder.appendingPathComponent("config.json")] + weights
        return Fingerprint.of(try files.map { try Fingerprint.of(file: $0) }.joined(separator: " "))
    }

    private static let textNames: Set<String> = [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json",
        "special_tokens_map.json", "added_tokens.json", "chat_template.jinja", "vocab.json",
        "merges.txt", "tokenizer.model",
    ]

    /// Whether a file of this name is part of a model: configuration, tokenizer, weights.
    public static func isPart(_ name: String) -> Bool {
        textNames.contains(name) || name.hasSuffix(".safetensors")
            || name.hasSuffix(".safetensors.index.json")
    }

    /// Files of a folder that are not weights and belong into every variant of the model.
    public static func textFiles(_ folder: URL) throws -> [URL] {
        try FileManager.default
            .contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { textNames.contains($0.lastPathComponent) }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    /// Fills a folder under a temporary name beside `url` and renames it: whole or absent.
    ///
    /// - Throws: `UsageError` when `url` exists or cannot be written.
    public static func create(_ url: URL, fill: (URL) throws -> Void) throws {
        guard !FileManager.default.fileExists(atPath: url.path) else {
            throw UsageError("\(url.path) exists already; choose another output or remove it.")
        }
        let staging = try FolderStaging(url)
        try staging.write(fill)
        try staging.commit(replaces: false)
    }

    /// Copies a file; a full disk is a `UsageError`, as everywhere.
    public static func copy(_ file: URL, into folder: URL) throws {
        try AtomicFile.write(
            AtomicFile.read(file), to: folder.appendingPathComponent(file.lastPathComponent))
    }
}

extension DecoderModel {
    /// Writes a Hugging Face folder with these weights and the source's text files.
    ///
    /// - Parameters:
    ///   - source: the folder that the model was loaded from; config.json and the tokenizer come
    ///     from there.
    ///   - storedType: of the weights in the file; bfloat16 halves it and loses 16 bits of each.
    /// - Throws: `UsageError` when `url` exists or cannot be written.
    public func save(_ url: URL, source: URL, storedType: DType = .float32) throws {
        try ModelFolder.create(url) { folder in
            for file in try ModelFolder.textFiles(source) {
                try ModelFolder.copy(file, into: folder)
            }
            try Self.setStoredType(folder, storedType.description)
            try writeWeights(folder, storedType: storedType)
        }
    }

    /// `model.safetensors` (or shards); tensors are converted one at a time.
    public func writeWeights(_ folder: URL, storedType: DType = .float32) throws {
        let parts = parameters.map { name, tensor in
            SafeTensorsWriter.Part(
                name: name, dtype: storedType.storedName, shape: tensor.shape,
                byteCount: tensor.count * storedType.size
            ) { write in try tensor.detach().to(storedType).withBytes(write) }
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
