import Artifacts
import Foundation
import Torch

/// What has to be done to a folder so that heads of it are silent.
struct MaskPlan {
    /// Columns of one `o_proj.weight` to be zeroed.
    struct Edit {
        let tensor: String
        /// Bytes of the tensor within its file.
        let range: Range<Int>
        let rowBytes: Int
        /// Bytes within every row.
        let columns: [Range<Int>]

        /// The tensor with the columns zeroed; zero bytes are zero in all floating-point types.
        func applied(to bytes: UnsafeRawBufferPointer) -> [UInt8] {
            var result = Array(bytes)
            for row in stride(from: 0, to: result.count, by: rowBytes) {
                for column in columns {
                    for index in column { result[row + index] = 0 }
                }
            }
            return result
        }
    }

    /// A weight file and what changes in it; nothing, for most of a sharded model.
    struct Shard {
        let file: SafeTensorsFile
        let edits: [Edit]
    }

    let shards: [Shard]
    /// Configuration, tokenizer and whatever else the folder has, by their names in it.
    let others: [(name: String, url: URL)]
    /// SHA-256 of all tensors that change, before the change.
    let weights: String

    /// - Throws: `UsageError` for heads that the model does not have and for unreadable files,
    ///   `DataError` for weights that are missing, of another shape or of a type that is not plain
    ///   floating point.
    init(source: URL, heads: [HeadID]) throws {
        let geometry = try HeadGeometry(folder: source)
        try geometry.check(heads)
        let folder = try SafeTensorsFolder(source)
        var edits: [String: [Edit]] = [:]
        var hashes = ""
        for (layer, masked) in Dictionary(grouping: heads, by: \.layer).sorted(by: {
            $0.key < $1.key
        }) {
            let name = HeadGeometry.outputName(layer: layer)
            guard let file = folder.files.first(where: { $0.info(name) != nil }) else {
                throw DataError(
                    "\(source.path) has no tensor \(name): heads can be masked in Hugging Face folders of Llama's layout with weights that are not quantized."
                )
            }
            let edit = try Self.edit(name, in: file, geometry, heads: masked)
            edits[file.url.lastPathComponent, default: []].append(edit)
            hashes += Fingerprint.of(try file.bytes(name))
        }
        shards = folder.files.map {
            Shard(file: $0, edits: edits[$0.url.lastPathComponent] ?? [])
        }
        weights = Fingerprint.of(hashes)
        others = try Self.others(source)
    }

    static func edit(
        _ name: String, in file: SafeTensorsFile, _ geometry: HeadGeometry, heads: [HeadID]
    ) throws -> Edit {
        guard let entry = file.info(name) else {
            throw DataError("\(file.url.path) has no tensor \(name).")
        }
        let sizes = ["F64": 8, "F32": 4, "F16": 2, "BF16": 2]
        guard let size = sizes[entry.dtype] else {
            throw DataError(
                "\(file.url.path): \(name) is stored as \(entry.dtype); heads can be masked in \(sizes.keys.sorted().joined(separator: ", "))."
            )
        }
        guard entry.shape == geometry.outputShape else {
            throw DataError(
                "\(file.url.path): \(name) has shape \(entry.shape), but config.json asks for \(geometry.outputShape)."
            )
        }
        let width = geometry.headDim * size
        return Edit(
            tensor: name, range: entry.range, rowBytes: geometry.heads * width,
            columns: Set(heads.map(\.head)).sorted().map { $0 * width..<($0 + 1) * width })
    }

    /// Everything of a folder that is no weight: weights in another format would still have the
    /// heads, and some tools would load them first.
    static func others(_ source: URL) throws -> [(name: String, url: URL)] {
        let manager = FileManager.default
        let names: [String]
        do { names = try manager.contentsOfDirectory(atPath: source.path).sorted() } catch {
            throw UsageError("cannot read \(source.path): \(error.localizedDescription)")
        }
        return names.flatMap { name -> [(name: String, url: URL)] in
            let url = source.appendingPathComponent(name).resolvingSymlinksInPath()
            var isFolder: ObjCBool = false
            guard !name.hasPrefix("."), name != MaskedCheckpoint.provenanceName,
                manager.fileExists(atPath: url.path, isDirectory: &isFolder)
            else { return [] }
            guard isFolder.boolValue else { return isWeight(name) ? [] : [(name, url)] }
            // The one folder that belongs to a tokenizer; others hold original weights or caches.
            guard name == "additional_chat_templates" else { return [] }
            return ((try? manager.contentsOfDirectory(atPath: url.path)) ?? []).sorted().map {
                ("\(name)/\($0)", url.appendingPathComponent($0).resolvingSymlinksInPath())
            }
        }
    }

    static func isWeight(_ name: String) -> Bool {
        if name == "model.safetensors.index.json" { return false }
        let formats = [
            "safetensors", "bin", "pt", "pth", "ckpt", "gguf", "ggml", "h5", "msgpack", "onnx",
        ]
        return name.hasSuffix(".index.json")
            || formats.contains((name as NSString).pathExtension.lowercased())
    }
}
