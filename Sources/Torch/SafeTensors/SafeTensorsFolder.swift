import Artifacts
public import Foundation

/// The weights of a Hugging Face folder: `model.safetensors`, or shards with
/// `model.safetensors.index.json`.
public struct SafeTensorsFolder {
    public let files: [SafeTensorsFile]
    /// All tensors, in the order of the files.
    public let names: [String]
    let owner: [String: Int]

    struct Index: Decodable {
        var weightMap: [String: String]
        enum CodingKeys: String, CodingKey { case weightMap = "weight_map" }
    }

    /// - Throws: `UsageError` when there are no weights or a shard is missing, `DataError` for
    ///   damaged files and for an index that names a tensor its shard does not have.
    public init(_ folder: URL) throws {
        let single = folder.appendingPathComponent("model.safetensors")
        let index = folder.appendingPathComponent("model.safetensors.index.json")
        let manager = FileManager.default
        var urls = [single]
        var map: [String: String] = [:]
        if manager.fileExists(atPath: index.path) {
            map = try AtomicFile.read(json: Index.self, from: index).weightMap
            let shards = Set(map.values).sorted()
            // A shard is a file of this folder; a path elsewhere is not followed.
            if let bad = shards.first(where: { $0.contains("/") || $0.isEmpty }) {
                throw DataError("\(index.path) names a shard outside the folder: \"\(bad)\".")
            }
            urls = shards.map { folder.appendingPathComponent($0) }
        } else if !manager.fileExists(atPath: single.path) {
            throw UsageError(
                "\(folder.path) has no weights: expected model.safetensors or model.safetensors.index.json."
            )
        }
        let files = try urls.map(SafeTensorsFile.init)
        var owner: [String: Int] = [:]
        for (number, file) in files.enumerated() {
            for name in file.names { owner[name] = number }
        }
        for (name, shard) in map where owner[name].map({ files[$0].url.lastPathComponent }) != shard
        {
            throw DataError("\(index.path) says that \(shard) has \(name), but it does not.")
        }
        self.files = files
        self.owner = owner
        names = files.flatMap(\.names)
    }

    public func info(_ name: String) -> SafeTensorsHeader.Entry? {
        owner[name].flatMap { files[$0].info(name) }
    }

    /// - Throws: `DataError` for a name that no file has.
    public func tensor(_ name: String) throws -> Tensor {
        guard let number = owner[name] else {
            throw DataError(
                "\(files.first?.url.deletingLastPathComponent().path ?? "the folder") has no tensor \(name)."
            )
        }
        return try files[number].tensor(name)
    }
}
