import Artifacts
import DecoderModels
import Foundation
import Storage

/// The layout of a model's heads in its weights, by its `config.json`.
struct HeadGeometry: Equatable {
    var layers: Int
    /// Query heads per layer.
    var heads: Int
    var headDim: Int
    var hiddenSize: Int

    /// The fields of `config.json` that matter here.
    struct Configuration: Decodable {
        var layers: Int
        var heads: Int
        var headDim: Int?
        var hiddenSize: Int

        enum CodingKeys: String, CodingKey {
            case layers = "num_hidden_layers"
            case heads = "num_attention_heads"
            case headDim = "head_dim"
            case hiddenSize = "hidden_size"
        }
    }

    init(layers: Int, heads: Int, headDim: Int, hiddenSize: Int) {
        self.layers = layers
        self.heads = heads
        self.headDim = headDim
        self.hiddenSize = hiddenSize
    }

    /// - Throws: `UsageError` without `config.json`, `DataError` when it lacks a size, one is out of
    ///   range or they do not fit together.
    init(folder: URL) throws {
        let file = folder.appendingPathComponent("config.json")
        try SizeField.check(try AtomicFile.read(file), file: file)
        let sizes = try AtomicFile.read(json: Configuration.self, from: file)
        guard sizes.headDim != nil || sizes.hiddenSize % sizes.heads == 0 else {
            throw DataError(
                "\(file.path): \(sizes.layers) layers of \(sizes.heads) heads at hidden size \(sizes.hiddenSize) cannot be."
            )
        }
        self.init(
            layers: sizes.layers, heads: sizes.heads,
            headDim: sizes.headDim ?? sizes.hiddenSize / sizes.heads, hiddenSize: sizes.hiddenSize)
    }

    /// `[hiddenSize, heads * headDim]`, the shape of a layer's `o_proj.weight`.
    var outputShape: [Int] { [hiddenSize, heads * headDim] }

    static func outputName(layer: Int) -> String { "model.layers.\(layer).self_attn.o_proj.weight" }

    /// - Throws: `UsageError` for an empty list and for heads that the model does not have.
    func check(_ mask: [HeadID]) throws {
        guard !mask.isEmpty else { throw UsageError("no head to mask: select at least one.") }
        try HeadShape(layers: layers, heads: heads).check(mask)
    }
}
