public import Foundation
import Storage

/// config.json, field by field (snake case there).
struct StoredConfiguration: Decodable {
    var vocabSize: Int
    var hiddenSize: Int
    var intermediateSize: Int
    var numHiddenLayers: Int
    var numAttentionHeads: Int
    var numKeyValueHeads: Int?
    var headDim: Int?
    var maxPositionEmbeddings: Int?
    var originalMaxPositionEmbeddings: Int?
    var ropeTheta: Double?
    var ropeScaling: StoredRotations?
    /// `rope_theta` and `rope_scaling` as transformers 5 writes them.
    var ropeParameters: StoredRotations?
    var rmsNormEps: Double?
    var tieWordEmbeddings: Bool?
    var slidingWindow: Int?
    var useSlidingWindow: Bool?
    var maxWindowLayers: Int?
    var layerTypes: [String]?
    var attentionBias: Bool?
    var mlpBias: Bool?
    var hiddenAct: String?
    var quantizationConfig: Quantization?
    var dualChunkAttentionConfig: DualChunkAttention?

    struct Quantization: Decodable {
        var quantMethod: String?
        let isEmpty: Bool

        init(from decoder: any Decoder) throws {
            let fields = try [String: FieldValue](from: decoder)
            isEmpty = fields.values.allSatisfy { $0 == .null }
            if case .text(let method)? = fields["quant_method"] { quantMethod = method }
        }
    }

    /// Attention by chunks in contexts longer than those of pre-training, of Qwen2.5's models for a
    /// million tokens. Neither transformers nor this package computes it; up to the length of a chunk it
    /// is plain attention.
    struct DualChunkAttention: Decodable {
        var chunkSize: Int?
        var originalMaxPositionEmbeddings: Int?

        enum CodingKeys: String, CodingKey {
            case chunkSize = "chunk_size"
            case originalMaxPositionEmbeddings = "original_max_position_embeddings"
        }

        /// - Throws: `DataError` where the section does not say up to where attention is plain.
        func capped(_ positions: Int) throws -> Int {
            let ends = [chunkSize, originalMaxPositionEmbeddings].compactMap { $0 }
            guard let end = ends.min() else {
                throw DataError(
                    "dual_chunk_attention_config has neither chunk_size nor original_max_position_embeddings, up to which attention is plain."
                )
            }
            guard end > 0 else {
                throw DataError(
                    "dual_chunk_attention_config has a length of \(end); chunk_size and original_max_position_embeddings should be above 0."
                )
            }
            return min(positions, end)
        }
    }

    enum CodingKeys: String, CodingKey {
        case vocabSize = "vocab_size"
        case hiddenSize = "hidden_size"
        case intermediateSize = "intermediate_size"
        case numHiddenLayers = "num_hidden_layers"
        case numAttentionHeads = "num_attention_heads"
        case numKeyValueHeads = "num_key_value_heads"
        case headDim = "head_dim"
        case maxPositionEmbeddings = "max_position_embeddings"
        case originalMaxPositionEmbeddings = "original_max_position_embeddings"
        case ropeTheta = "rope_theta"
        case ropeScaling = "rope_scaling"
        case ropeParameters = "rope_parameters"
        case rmsNormEps = "rms_norm_eps"
        case tieWordEmbeddings = "tie_word_embeddings"
        case slidingWindow = "sliding_window"
        case useSlidingWindow = "use_sliding_window"
        case maxWindowLayers = "max_window_layers"
        case layerTypes = "layer_types"
        case attentionBias = "attention_bias"
        case mlpBias = "mlp_bias"
        case hiddenAct = "hidden_act"
        case quantizationConfig = "quantization_config"
        case dualChunkAttentionConfig = "dual_chunk_attention_config"
    }
}

extension ModelConfiguration {
    /// config.json of a new Llama, as transformers reads it.
    ///
    /// - Precondition: the architecture is Llama; folders of other families keep their own file.
    /// - Throws: errors of the encoder, as for a number that is not finite.
    public func llamaJSON(bosToken: Int?, eosToken: Int?) throws -> Data {
        precondition(architecture == .llama, "only new Llamas are described")
        let new = NewLlama(
            architectures: [architecture.className], vocab_size: vocabularySize,
            hidden_size: hiddenSize, intermediate_size: intermediateSize,
            num_hidden_layers: layers, num_attention_heads: heads,
            num_key_value_heads: keyValueHeads, head_dim: headDim,
            max_position_embeddings: contextLength, rope_theta: rope.theta,
            rms_norm_eps: rmsNormEpsilon, tie_word_embeddings: tiesEmbeddings,
            bos_token_id: bosToken, eos_token_id: eosToken)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        var text = JSONObjectText(try encoder.encode(new))
        // Numbers that are not whole stay so in the text: the encoder writes 10000 for 10000.0.
        text?.set("rope_theta", to: "\(rope.theta)")
        text?.set("rms_norm_eps", to: "\(rmsNormEpsilon)")
        return (text?.data ?? Data()) + Data("\n".utf8)
    }

    /// Spelled as in the file.
    private struct NewLlama: Encodable {
        var model_type = "llama"
        var architectures: [String]
        var vocab_size: Int
        var hidden_size: Int
        var intermediate_size: Int
        var num_hidden_layers: Int
        var num_attention_heads: Int
        var num_key_value_heads: Int
        var head_dim: Int
        var max_position_embeddings: Int
        var rope_theta: Double
        var rms_norm_eps: Double
        var tie_word_embeddings: Bool
        var attention_bias = false
        var mlp_bias = false
        var hidden_act = "silu"
        var bos_token_id: Int?
        var eos_token_id: Int?
        var torch_dtype = "float32"
    }
}
