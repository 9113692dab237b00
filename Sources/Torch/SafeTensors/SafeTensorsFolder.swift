public import Foundation
import Storage

/// The weights of a Hugging Face folder: `model.safetensors`, or shards with
/// `model.safetensors.index.json`. Where both are there the single file is it, as in transformers:
/// the index is what an earlier save left.
public struct SafeTensorsFolder {
    /// The single file, or the shards by name.
    public let files: [SafeTensorsFile]
    /// All tensors, in the order of the files; one that two shards hold once.
    public let names: [String]
    /// Whether the index says where tensors are.
    package let isIndexed: Bool
    let folder: URL
    /// The folder's path, for messages.
    package var path: String { folder.path }
    let owner: [String: Int]

    struct Index: Decodable {
        var weightMap: [String: String]
        enum CodingKeys: String, CodingKey { case weightMap = "weight_map" }
    }

    /// The file of weights that are not in shards.
    static let singleName = "model.safetensors"
    /// The file that says which shard holds which tensor.
    static let indexName = "model.safetensors.index.json"

    /// Opens the weights of a folder.
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

    /// The header's entry of a tensor; nil when no file has one of that name.
    public func info(_ name: String) -> SafeTensorsHeader.Entry? {
        owner[name].flatMap { files[$0].info(name) }
    }

    /// A tensor, as ``SafeTensorsFile/tensor(_:)`` of its file gives it.
    /// - Throws: `DataError` for a name that no file has.
    public func tensor(_ name: String) throws -> Tensor {
        guard let number = owner[name] else {
            throw DataError("\(folder.path) has no tensor \(name).")
        }
        return try files[number].tensor(name)
    }

    /// The stored bytes of a tensor, valid while this value (or a tensor of it) lives.
    /// - Throws: `DataError` for a name that no file has.
    public func bytes(_ name: String) throws -> UnsafeRawBufferPointer {
        guard let number = owner[name] else {
            throw DataError("\(folder.path) has no tensor \(name).")
        }
        return try files[number].bytes(name)
    }
}

/// The weights of a folder in formats that are not read here, for messages.
package enum OtherWeights {
    /// For example: `it has pytorch_model.bin (PyTorch's pickle format), …`; nil for a folder with nothing of the kind.
    package static func sentence(_ folder: URL) -> String? {
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.sorted() ?? []
        if names.contains("adapter_config.json") {
            let base = adapterBase(folder.appendingPathComponent("adapter_config.json"))
            return
                "it has an adapter\(base.map { " of \($0)" } ?? "") only: merge it into that model (PEFT's merge_and_unload) and give the merged folder"
        }
        if names.contains("snapshots"), names.contains("blobs") {
            return
                "it is a model's folder in the Hugging Face cache: give one of the folders in its snapshots"
        }
        for (ending, format) in formats {
            guard let name = names.first(where: { $0.lowercased().hasSuffix(ending) }) else {
                continue
            }
            return
                "it has \(name) (\(format)), which is not read: save the model as safetensors, as transformers' save_pretrained does"
        }
        return nil
    }

    private static let formats = [
        (".safetensors", "safetensors under another name than model.safetensors"),
        (".gguf", "llama.cpp's format"), (".ggml", "llama.cpp's format"),
        (".bin", "PyTorch's pickle format"), (".pt", "PyTorch's pickle format"),
        (".pth", "PyTorch's pickle format"), (".ckpt", "PyTorch's pickle format"),
        (".h5", "TensorFlow's format"), (".msgpack", "Flax's format"), (".onnx", "ONNX"),
        (".npz", "NumPy's format"),
    ]

    /// Whether a file of this name holds weights in any format, those that are read included, or lists them.
    package static func areWeights(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.hasSuffix(".index.json") || formats.contains { name.hasSuffix($0.0) }
    }

    private static func adapterBase(_ file: URL) -> String? {
        struct Adapter: Decodable {
            var base: String?
            enum CodingKeys: String, CodingKey { case base = "base_model_name_or_path" }
        }
        guard let data = try? Data(contentsOf: file) else { return nil }
        return try? JSONDecoder().decode(Adapter.self, from: data).base
    }
}
