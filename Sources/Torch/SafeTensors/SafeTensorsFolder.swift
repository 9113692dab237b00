public import Foundation
import Storage

/// The weights of a Hugging Face folder: `model.safetensors`, or shards with
/// `model.safetensors.index.json`. Where both are there the single file is it, as in transformers:
/// the index is what an earlier save left.
public struct SafeTensorsFolder {
    public let files: [SafeTensorsFile]
    /// All tensors, in the order of the files; one that two shards hold once.
    public let names: [String]
    /// Whether the index says where tensors are.
    public let isIndexed: Bool
    let folder: URL
    /// Of the folder, for sentences.
    public var path: String { folder.path }
    let owner: [String: Int]

    struct Index: Decodable {
        var weightMap: [String: String]
        enum CodingKeys: String, CodingKey { case weightMap = "weight_map" }
    }

    public static let singleName = "model.safetensors"
    public static let indexName = "model.safetensors.index.json"

    /// - Throws: `UsageError` when there are no weights or a shard is missing, `DataError` for
    ///   damaged files, for an index that names a tensor its shard does not have, and for one that two
    ///   shards hold with different numbers, unless the index names the last of them.
    public init(_ folder: URL) throws {
        self.folder = folder
        let single = folder.appendingPathComponent(Self.singleName)
        let index = folder.appendingPathComponent(Self.indexName)
        let manager = FileManager.default
        var urls = [single]
        var map: [String: String] = [:]
        if !manager.fileExists(atPath: single.path) {
            guard manager.fileExists(atPath: index.path) else {
                let other = OtherWeights.sentence(folder).map { "; \($0)" } ?? ""
                throw UsageError(
                    "\(folder.path) has no weights: expected \(Self.singleName) or \(Self.indexName)\(other)."
                )
            }
            map = try AtomicFile.read(json: Index.self, from: index).weightMap
            let shards = Set(map.values).sorted()
            // A shard is a file of this folder; a path elsewhere is not followed.
            if let bad = shards.first(where: { $0.contains("/") || $0.isEmpty }) {
                throw DataError("\(index.path) names a shard outside the folder: \"\(bad)\".")
            }
            urls = shards.map { folder.appendingPathComponent($0) }
        }
        let files = try urls.map(SafeTensorsFile.init)
        var owner: [String: Int] = [:]
        for (number, file) in files.enumerated() {
            for name in file.names {
                // transformers takes the last shard that holds a tensor; where the index says so too, the
                // others are what a later save has superseded.
                if let other = owner[name], map[name] != file.url.lastPathComponent {
                    try Self.checkEqual(name, files[other], file)
                }
                owner[name] = number
            }
        }
        let shards = Dictionary(files.map { ($0.url.lastPathComponent, $0) }) { first, _ in first }
        for (name, shard) in map.sorted(by: { $0.key < $1.key })
        where shards[shard]?.info(name) == nil {
            let found = owner[name].map { files[$0].url.lastPathComponent + " does" }
            throw DataError(
                "\(index.path) says that \(shard) has \(name), but it does not\(found.map { "; \($0)" } ?? "")."
            )
        }
        self.files = files
        self.owner = owner
        isIndexed = urls != [single]
        names = files.enumerated().flatMap { number, file in
            file.names.filter { owner[$0] == number }
        }
    }

    /// The same name twice is harmless when it is the same tensor.
    private static func checkEqual(
        _ name: String, _ one: SafeTensorsFile, _ two: SafeTensorsFile
    ) throws {
        guard one.info(name)?.dtype == two.info(name)?.dtype,
            one.info(name)?.shape == two.info(name)?.shape,
            try one.bytes(name).elementsEqual(two.bytes(name))
        else {
            throw DataError(
                "\(two.url.deletingLastPathComponent().path): \(one.url.lastPathComponent) and \(two.url.lastPathComponent) both have \(name), with different numbers."
            )
        }
    }

    public func info(_ name: String) -> SafeTensorsHeader.Entry? {
        owner[name].flatMap { files[$0].info(name) }
    }

    /// - Throws: `DataError` for a name that no file has.
    public func tensor(_ name: String) throws -> Tensor {
        guard let number = owner[name] else {
            throw DataError("\(folder.path) has no tensor \(name).")
        }
        return try files[number].tensor(name)
    }

    /// The stored bytes, valid while this value (or a tensor of it) lives.
    public func bytes(_ name: String) throws -> UnsafeRawBufferPointer {
        guard let number = owner[name] else {
            throw DataError("\(folder.path) has no tensor \(name).")
        }
        return try files[number].bytes(name)
    }
}
