public import Foundation
import Storage
public import Torch

/// Hugging Face folders as a whole: fingerprints, and new folders that are whole or absent (`save_pretrained`).
public enum ModelFolder {
    /// SHA-256 over config.json and the weights: what decides a model's answers.
    /// - Throws: `UsageError` for a folder without them.
    public static func fingerprint(_ folder: URL) throws -> String {
        let weights = try SafeTensorsFolder(folder).files.map(\.url)
        let files = [folder.appendingPathComponent("config.json")] + weights
        return Fingerprint.of(try files.map { try Fingerprint.of(file: $0) }.joined(separator: " "))
    }

    /// Whether a file of this name is part of a model: what ``textFiles(_:)`` lists, and weights.
    package static func isPart(_ name: String) -> Bool {
        CompanionFiles.staysWithChangedWeights(name) || name.hasSuffix(".safetensors")
            || name.hasSuffix(".safetensors.index.json")
    }

    /// Files of a folder that are not weights and belong into every variant of the model, links resolved:
    /// configuration, tokenizer, templates, code, licence.
    ///
    /// - Throws: as ``CompanionFiles`` does.
    package static func textFiles(_ folder: URL) throws -> [CompanionFiles.File] {
        try CompanionFiles(folder, indexed: false).files
            .filter { CompanionFiles.staysWithChangedWeights($0.name) }
    }

    /// Fills a folder under a temporary name beside `url` and renames it: whole or absent.
    ///
    /// - Throws: `UsageError` when `url` exists or cannot be written.
    package static func create(_ url: URL, fill: (URL) throws -> Void) throws {
        guard !FileManager.default.fileExists(atPath: url.path) else {
            throw UsageError("\(url.path) exists already; choose another output or remove it.")
        }
        let staging = try FolderStaging(url)
        try staging.write(fill)
        try staging.commit(replaces: false)
    }

    /// Copies a file, into a subfolder where its name has one; a full disk is a `UsageError`, as everywhere.
    package static func copy(_ file: CompanionFiles.File, into folder: URL) throws {
        let copy = folder.appendingPathComponent(file.name)
        try AtomicFile.createFolder(copy.deletingLastPathComponent())
        try AtomicFile.write(AtomicFile.read(file.url), to: copy)
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
    func writeWeights(_ folder: URL, storedType: DType = .float32) throws {
        let parts = parameters.map { name, tensor in
            SafeTensorsWriter.Part(
                name: name, dtype: storedType.storedName, shape: tensor.shape,
                byteCount: tensor.count * storedType.size
            ) { write in try tensor.detach().to(storedType).withBytes(write) }
        }
        try SafeTensorsWriter.writeFolder(parts, to: folder)
    }

    /// config.json says in which dtype the weights are; nothing else of its text changes, so that
    /// `4.0` does not become `4`.
    static func setStoredType(_ folder: URL, _ type: String) throws {
        let url = folder.appendingPathComponent("config.json")
        guard var text = JSONObjectText(try AtomicFile.read(url)) else {
            throw DataError("\(url.path) is not a JSON object.")
        }
        let keys = ["dtype", "torch_dtype"].filter { text.value($0) != nil }
        for key in keys.isEmpty ? ["torch_dtype"] : keys { text.set(key, to: "\"\(type)\"") }
        try AtomicFile.write(text.data, to: url)
    }
}
