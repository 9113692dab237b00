import Artifacts
import Foundation
import Torch

/// What has to be done to a folder so that heads of it are ablated.
struct MaskPlan {
    /// A weight file and what changes in it; nothing, for most of a sharded model.
    struct Shard {
        let file: SafeTensorsFile
        let edits: [WeightEdit]
    }

    let shards: [Shard]
    /// Configuration, tokenizer and whatever else the folder has, by their names in it.
    let others: [(name: String, url: URL)]
    /// SHA-256 of all tensors that change, before the change.
    let weights: String

    /// - Throws: `UsageError` for heads that the model does not have, for `mean` and for unreadable
    ///   files, `DataError` for weights that are missing, of another shape or of a type that is not
    ///   plain floating point.
    init(source: URL, heads: [HeadID], gate: HeadGate = .zero) throws {
        let geometry = try HeadGeometry(folder: source)
        try geometry.check(heads)
        let folder = try SafeTensorsFolder(source)
        var edits: [String: [WeightEdit]] = [:]
        var hashes = ""
        for (layer, masked) in Dictionary(grouping: heads, by: \.layer).sorted(by: {
            $0.key < $1.key
        }) {
            let heads = Set(masked.map(\.head)).sorted()
            for part in try Self.parts(gate, layer: layer, folder, geometry) {
                guard let file = folder.files.first(where: { $0.info(part.tensor) != nil }) else {
                    throw DataError(
                        "\(source.path) has no tensor \(part.tensor): heads can be masked in Hugging Face folders of Llama's layout with weights that are not quantized."
                    )
                }
                let edit = try WeightEdit(part, heads: heads, geometry, in: file)
                edits[file.url.lastPathComponent, default: []].append(edit)
                hashes += Fingerprint.of(try file.bytes(part.tensor))
            }
        }
        shards = folder.files.map {
            Shard(file: $0, edits: edits[$0.url.lastPathComponent] ?? [])
        }
        weights = Fingerprint.of(hashes)
        others = try Self.others(source)
    }

    /// Which tensors of a layer change, and how.
    private static func parts(
        _ gate: HeadGate, layer: Int, _ folder: SafeTensorsFolder, _ geometry: HeadGeometry
    ) throws -> [WeightEdit.Part] {
        func name(_ part: String) -> String { "model.layers.\(layer).self_attn.\(part)" }
        func shape(_ tensor: String) -> [Int]? {
            folder.files.lazy.compactMap { $0.info(tensor)?.shape }.first
        }
        let width = geometry.heads * geometry.headDim
        switch gate {
        case .scale(let factor):
            return [
                WeightEdit.Part(
                    tensor: HeadGeometry.outputName(layer: layer), shape: geometry.outputShape,
                    isOutput: true, factor: factor)
            ]
        case .uniform:
            // A norm over all heads at once would see the zeros of some: its own weights go instead.
            if shape(name("q_norm.weight")) == [width], width != geometry.headDim {
                return [
                    WeightEdit.Part(
                        tensor: name("q_norm.weight"), shape: [width], isOutput: false, factor: 0)
                ]
            }
            let bias = name("q_proj.bias")
            return [
                WeightEdit.Part(
                    tensor: name("q_proj.weight"), shape: [width, geometry.hiddenSize],
                    isOutput: false, factor: 0)
            ]
                + (shape(bias) == nil
                    ? []
                    : [WeightEdit.Part(tensor: bias, shape: [width], isOutput: false, factor: 0)])
        case .mean:
            throw UsageError(
                "the gate mean cannot be written into a folder, for the architectures have no place for it: use zero, uniform or a number, or retmask ablate-curve, where it is live."
            )
        }
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
