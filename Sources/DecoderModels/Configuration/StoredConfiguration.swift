public import Foundation

/// config.json, field by field (snake case there).
struct StoredConfiguration: Codable {
    var modelType: String?
    var architectures: [String]?
    var vocabSize: Int
    var hiddenSize: Int
    var intermediateSize: Int
    var numHiddenLayers: Int
    var numAttentionHeads: Int
    var numKeyValueHeads: Int?
    var headDim: Int?
    var maxPositionEmbeddings: Int?
    var ropeTheta: Double?
    var ropeScaling: RopeScaling.Stored?
    var rmsNormEps: Double?
    var tieWordEmbeddings: Bool?
    var slidingWindow: Int?
    var useSlidingWindow: Bool?
    var maxWindowLayers: Int?
    var layerTypes: [String]?
    var attentionBias: Bool?
    var mlpBias: Bool?
    var hiddenAct: String?
    var bosTokenId: Int?
    var eosTokenId: Int?
    var torchDtype: String?

    enum CodingKeys: String, CodingKey {
        case architectures
        case modelType = "model_type"
        case vocabSize = "vocab_size"
        case hiddenSize = "hidden_size"
        case intermediateSize = "intermediate_size"
        case numHiddenLayers = "num_hidden_layers"
        case numAttentionHeads = "num_attention_heads"
        case numKeyValueHeads = "num_key_value_heads"
        case headDim = "head_dim"
        case maxPositionEmbeddings = "max_position_embeddings"
        case ropeTheta = "rope_theta"
        case ropeScaling = "rope_scaling"
        case rmsNormEps = "rms_norm_eps"
        case tieWordEmbeddings = "tie_word_embeddings"
        case slidingWindow = "sliding_window"
        case useSlidingWindow = "use_sliding_window"
        case maxWindowLayers = "max_window_layers"
        case layerTypes = "layer_types"
        case attentionBias = "attention_bias"
        case mlpBias = "mlp_bias"
        case hiddenAct = "hidden_act"
        case bosTokenId = "bos_token_id"
        case eosTokenId = "eos_token_id"
        case torchDtype = "torch_dtype"
    }
}

extension ModelConfiguration {
    /// config.json of a new Llama, as transformers reads it.
    ///
    /// - Precondition: the architecture is Llama; folders of other families keep their own file.
    public func llamaJSON(bosToken: Int?, eosToken: Int?) throws -> Data {
        precondition(architecture == .llama, "only new Llamas are described")
        let stored = StoredConfiguration(
            modelType: "llama", architectures: [architecture.className],
            vocabSize: vocabularySize, hiddenSize: hiddenSize, intermediateSize: intermediateSize,
            numHiddenLayers: layers, numAttentionHeads: heads, numKeyValueHeads: keyValueHeads,
            headDim: headDim, maxPositionEmbeddings: positions, ropeTheta: ropeTheta,
            rmsNormEps: rmsNormEpsilon, tieWordEmbeddings: tiesEmbeddings, attentionBias: false,
            mlpBias: false, hiddenAct: "silu", bosTokenId: bosToken, eosTokenId: eosToken,
            torchDtype: "float32")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(stored) + Data("\n".utf8)
    }
}
