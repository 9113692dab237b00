public import Foundation
import Storage
import Torch

/// The settings of a decoder, as config.json has them (transformers' `PretrainedConfig`).
public struct ModelConfiguration: Sendable, Equatable {
    /// The family: `model_type`.
    public var architecture: Architecture
    /// Rows of the embedding table: `vocab_size`.
    public var vocabularySize: Int
    /// Width of the residual stream: `hidden_size`.
    public var hiddenSize: Int
    /// Width of the MLP: `intermediate_size`.
    public var intermediateSize: Int
    /// Number of blocks: `num_hidden_layers`.
    public var layers: Int
    /// Query heads per layer: `num_attention_heads`.
    public var heads: Int
    /// Key and value heads per layer, `num_key_value_heads`; each serves `heads / keyValueHeads` query heads.
    public var keyValueHeads: Int
    /// Width of one head: `head_dim`; even.
    public var headDim: Int
    /// Tokens that the model takes: `max_position_embeddings`, or the length to which its rope scaling
    /// extends that (``RopeScaling``), and no more than it takes without dual chunk attention.
    public var contextLength: Int
    /// Rotation in the layers that see everything.
    public var rope: RotarySettings
    /// Rotation in the sliding layers; the same in all families but Olmo3.
    public var slidingRope: RotarySettings
    /// Added to the mean square in every norm: `rms_norm_eps`.
    public var rmsNormEpsilon: Double
    /// Whether the output layer is the embedding table: `tie_word_embeddings`.
    public var tiesEmbeddings: Bool
    /// Tokens that a sliding layer sees, the current one included.
    public var slidingWindow: Int?
    /// Of each layer, whether it looks back `slidingWindow` tokens only.
    public var isSliding: [Bool]
    /// Whether `q_proj`, `k_proj` and `v_proj` have biases.
    public var hasQueryKeyValueBias: Bool
    /// Whether `o_proj` has a bias.
    public var hasOutputBias: Bool
    /// Whether the three maps of the MLP have biases.
    public var hasMLPBias: Bool

    /// A Llama of a given shape.
    public init(
        vocabularySize: Int, hiddenSize: Int, intermediateSize: Int, layers: Int, heads: Int,
        keyValueHeads: Int? = nil, headDim: Int? = nil, contextLength: Int,
        ropeTheta: Double = 10_000,
        rmsNormEpsilon: Double = 1e-6, tiesEmbeddings: Bool = true
    ) {
        architecture = .llama
        self.vocabularySize = vocabularySize
        self.hiddenSize = hiddenSize
        self.intermediateSize = intermediateSize
        self.layers = layers
        self.heads = heads
        self.keyValueHeads = keyValueHeads ?? heads
        self.headDim = headDim ?? hiddenSize / heads
        self.contextLength = contextLength
        rope = RotarySettings(theta: ropeTheta)
        slidingRope = rope
        self.rmsNormEpsilon = rmsNormEpsilon
        self.tiesEmbeddings = tiesEmbeddings
        isSliding = Array(repeating: false, count: layers)
        hasQueryKeyValueBias = false
        hasOutputBias = false
        hasMLPBias = false
    }

    /// Reads `config.json` of a folder.
    ///
    /// - Throws: `UsageError` when it is missing; `DataError` for an architecture that is not
    ///   supported (naming those that are), a missing field, or values that do not fit together.
    public init(folder: URL) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
            throw UsageError("the model folder \(folder.path) does not exist.")
        }
        let url = folder.appendingPathComponent("config.json")
        guard isFolder.boolValue, FileManager.default.fileExists(atPath: url.path) else {
            let other = isFolder.boolValue ? OtherWeights.sentence(folder).map { "; \($0)" } : nil
            throw UsageError(
                "\(folder.path) is no model folder: it has no config.json\(other ?? "").")
        }
        try self.init(json: AtomicFile.read(url), file: url)
    }

    /// Reads the text of a config.json.
    ///
    /// - Parameter url: where it is, or will be, for sentences.
    /// - Throws: `DataError` as ``init(folder:)``.
    package init(json data: Data, file url: URL) throws {
        let decoder = JSONDecoder()
        do {
            let kind = try decoder.decode(Kind.self, from: data)
            if let name = JSONObjectText(data)?.repeatedKey {
                throw DataError("\(name) stands there twice.")
            }
            let name = kind.modelType ?? "none"
            guard let architecture = Architecture.named(name) else {
                let known = Architecture.all.map(\.name).joined(separator: ", ")
                throw DataError("model_type is \"\(name)\"; supported are \(known).")
            }
            let fields = try decoder.decode([String: FieldValue].self, from: data)
            try SizeField.check(fields)
            var stored = try decoder.decode(StoredConfiguration.self, from: data)
            // A field that is absent takes the family's default; null means no window.
            if !kind.namesWindow { stored.slidingWindow = architecture.defaultSlidingWindow }
            try self.init(stored, architecture)
            try UnreadConfigurationFields(fields: fields, configuration: self).check()
        } catch let problem as UsageError { throw problem } catch {
            throw DataError("\(url.path): \(DecodingProblem.sentence(error))")
        }
    }

    struct Kind: Decodable {
        var modelType: String?
        /// `sliding_window` is there, be it null.
        var namesWindow: Bool

        enum CodingKeys: String, CodingKey {
            case modelType = "model_type"
            case slidingWindow = "sliding_window"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            modelType = try container.decodeIfPresent(String.self, forKey: .modelType)
            namesWindow = container.contains(.slidingWindow)
        }
    }

    init(_ stored: StoredConfiguration, _ architecture: Architecture) throws {
        self.architecture = architecture
        vocabularySize = stored.vocabSize
        hiddenSize = stored.hiddenSize
        intermediateSize = stored.intermediateSize
        layers = stored.numHiddenLayers
        heads = stored.numAttentionHeads
        keyValueHeads = stored.numKeyValueHeads ?? stored.numAttentionHeads
        headDim =
            stored.headDim ?? architecture.defaultHeadDim ?? (heads > 0 ? hiddenSize / heads : 0)
        let maxPositions = stored.maxPositionEmbeddings ?? architecture.defaultMaxPositions
        (rope, slidingRope) = try RotarySettings.read(
            stored, architecture, maxPositions: maxPositions)
        let extended = rope.scaling?.extended(maxPositions) ?? maxPositions
        contextLength = try stored.dualChunkAttentionConfig?.capped(extended) ?? extended
        rmsNormEpsilon = stored.rmsNormEps ?? architecture.defaultRMSNormEpsilon
        tiesEmbeddings = stored.tieWordEmbeddings ?? false
        let attentionBias = architecture.readsBiases && stored.attentionBias ?? false
        hasQueryKeyValueBias = attentionBias || architecture.hasFixedQueryKeyValueBias
        hasOutputBias = attentionBias
        hasMLPBias = architecture == .llama && stored.mlpBias ?? false
        (slidingWindow, isSliding) = try Self.windows(stored, architecture)
        if let quantization = stored.quantizationConfig, !quantization.isEmpty {
            throw DataError(
                "the weights are quantized (\(quantization.quantMethod ?? "unknown method")); supported are plain F32, F16 and BF16."
            )
        }
        for theta in [rope.theta, slidingRope.theta] where !(theta > 1 && theta <= 1e15) {
            throw DataError("rope_theta is \(theta) but should be above 1 and at most 1e15.")
        }
        guard 0...1 ~= rmsNormEpsilon else {
            throw DataError("rms_norm_eps is \(rmsNormEpsilon) but should be from 0 to 1.")
        }
        try Self.checkBiases(stored, architecture)
        guard headDim > 0 else {
            throw DataError(
                "hidden_size is \(hiddenSize), less than num_attention_heads, \(heads), and there is no head_dim."
            )
        }
        guard heads % keyValueHeads == 0 else {
            throw DataError(
                "num_attention_heads is \(heads), which is no multiple of num_key_value_heads, \(keyValueHeads)."
            )
        }
        guard headDim % 2 == 0 else {
            throw DataError("head_dim is \(headDim), but rotary embeddings need an even number.")
        }
        if let activation = stored.hiddenAct, !["silu", "swish"].contains(activation) {
            throw DataError("hidden_act is \"\(activation)\"; supported is silu.")
        }
    }

    /// Biases that config.json asks for and the family does not have.
    static func checkBiases(_ stored: StoredConfiguration, _ architecture: Architecture) throws {
        let readsAttention = architecture.readsBiases || architecture.hasFixedQueryKeyValueBias
        for (name, value, isRead) in [
            ("attention_bias", stored.attentionBias, readsAttention),
            ("mlp_bias", stored.mlpBias, architecture == .llama),
        ] where value == true && !isRead {
            throw DataError("\(name) is true, but \(architecture.name) has no such biases.")
        }
    }

    static func windows(
        _ stored: StoredConfiguration, _ architecture: Architecture
    ) throws -> (Int?, [Bool]) {
        let count = stored.numHiddenLayers
        if let types = stored.layerTypes {
            guard types.count == count else {
                throw DataError(
                    "layer_types has \(types.count) entries for \(count) layers.")
            }
            let known = ["full_attention", "sliding_attention"]
            if let bad = types.first(where: { !known.contains($0) }) {
                throw DataError(
                    "layer_types has \"\(bad)\"; supported are \(known.joined(separator: " and "))."
                )
            }
            let sliding = types.map { $0 == "sliding_attention" }
            guard sliding.contains(true) else { return (nil, sliding) }
            guard architecture.windows != .never else {
                throw DataError(
                    "layer_types has sliding layers, which \(architecture.name) does not have.")
            }
            if architecture.windows == .fromLayer, stored.useSlidingWindow != true {
                throw DataError("layer_types has sliding layers, but use_sliding_window is false.")
            }
            guard let window = stored.slidingWindow else {
                throw DataError("layer_types has sliding layers, but there is no sliding_window.")
            }
            return (window, sliding)
        }
        if architecture.windows == .all || architecture.windows == .threeOfFour,
            stored.useSlidingWindow == false, let window = stored.slidingWindow
        {
            throw DataError(
                "sliding_window is \(window) but use_sliding_window is false, which \(architecture.name) does not read; set sliding_window to null."
            )
        }
        let none = (nil as Int?, Array(repeating: false, count: count))
        switch architecture.windows {
        case .never: return none
        case .all:
            guard let window = stored.slidingWindow else { return none }
            return (window, Array(repeating: true, count: count))
        case .fromLayer:
            guard stored.useSlidingWindow ?? false, let window = stored.slidingWindow else {
                return none
            }
            return (window, (0..<count).map { $0 >= stored.maxWindowLayers ?? 28 })
        case .threeOfFour:
            let sliding = (0..<count).map { ($0 + 1) % 4 != 0 }
            guard let window = stored.slidingWindow, sliding.contains(true) else { return none }
            return (window, sliding)
        }
    }
}
