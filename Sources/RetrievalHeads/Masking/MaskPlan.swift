import Artifacts
import DecoderModels
import Foundation
import Storage
import Torch

/// The edits of a model folder that ablate heads in it.
struct MaskPlan {
    /// A weight file and what changes in it; nothing, for most of a sharded model.
    struct Shard {
        let file: SafeTensorsFile
        let edits: [WeightEdit]
    }

    let shards: [Shard]
    /// Configuration, tokenizer and what else goes with a model, by their names in the folder.
    let others: [CompanionFiles.File]
    /// SHA-256 of all tensors that change, before the change.
    let weights: String

    /// - Throws: `UsageError` for heads that the model does not have, for `mean` and for unreadable
    ///   files, `DataError` for weights that are missing, of another shape or of a type that is not
    ///   plain floating point.
    init(source: URL, heads: [HeadID], gate: HeadGate = .zero) throws {
        let geometry = try HeadGeometry(folder: source)
        try geometry.check(heads)
        let folder = try SafeTensorsFolder(source)
        let names = try StoredNames(folder)
        var edits: [String: [WeightEdit]] = [:]
        var hashes = ""
        for (layer, masked) in Dictionary(grouping: heads, by: \.layer).sorted(by: {
            $0.key < $1.key
        }) {
            let heads = Set(masked.map(\.head)).sorted()
            for var part in try Self.parts(gate, layer: layer, folder, names, geometry) {
                guard let stored = names[part.tensor] else {
                    throw DataError(
                        "\(source.path) has no tensor \(part.tensor): heads can be masked in Hugging Face folders of Llama's layout with weights that are not quantized."
                    )
                }
                part.tensor = stored
                hashes += Fingerprint.of(try folder.bytes(stored))
                // Of every shard that holds it, so that none brings the heads back.
                for file in folder.files where file.info(stored) != nil {
                    let edit = try WeightEdit(part, heads: heads, geometry, in: file)
                    edits[file.url.lastPathComponent, default: []].append(edit)
                }
            }
        }
        shards = folder.files.map {
            Shard(file: $0, edits: edits[$0.url.lastPathComponent] ?? [])
        }
        weights = Fingerprint.of(hashes)
        others = try CompanionFiles(source, indexed: folder.isIndexed).files
    }

    /// The edits of a layer's tensors.
    private static func parts(
        _ gate: HeadGate, layer: Int, _ folder: SafeTensorsFolder, _ names: StoredNames,
        _ geometry: HeadGeometry
    ) throws -> [WeightEdit.Part] {
        func name(_ part: String) -> String { "model.layers.\(layer).self_attn.\(part)" }
        func shape(_ tensor: String) -> [Int]? {
            names[tensor].flatMap(folder.info)?.shape
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
                "the gate mean cannot be written into a folder, for the architectures have no place for it: use zero, uniform or a number, or the live gates of contrast, evaluate, score, chat and ablate-curve."
            )
        }
    }
}
