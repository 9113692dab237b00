import Artifacts
public import Foundation

/// What config.json says about a decoder.
public struct ModelConfiguration: Sendable, Equatable {
    public var architecture: Architecture
    public var vocabularySize: Int
    public var hiddenSize: Int
    /// Width of the MLP.
    public var intermediateSize: Int
    public var layers: Int
    /// Query heads per layer.
    public var heads: Int
    /// Key and value heads per layer; each serves `heads / keyValueHeads` query heads.
    public var keyValueHeads: Int
    public var headDim: Int
    /// `max_position_embeddings`.
    public var positions: Int
    public var ropeTheta: Double
    public var ropeScaling: RopeScaling?
    public var rmsNormEpsilon: Double
    /// The output layer is the embedding table.
    public var tiesEmbeddings: Bool
    /// Tokens that a sliding layer sees, the current one included.
    public var slidingWindow: Int?
    /// Per layer: looks back `slidingWindow` tokens only.
    public var isSliding: [Bool]
    public var hasQueryKeyValueBias: Bool
    public var hasOutputBias: Bool
    public var hasMLPBias: Bool

    /// A Llama of a given shape.
    public init(
        vocabularySize: Int, hiddenSize: Int, intermediateSize: Int, layers: Int, heads: Int,
        keyValueHeads: Int? = nil, headDim: Int? = nil, positions: Int, ropeTheta: Double = 10_000,
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
        self.positions = positions
        self.ropeTheta = ropeTheta
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
            throw UsageError("\(folder.path) is no model folder: it has no config.json.")
        }
        let decoder = JSONDecoder()
        do {
            let kind = try decoder.decode(Kind.self, from: AtomicFile.read(url))
            let name = kind.modelType ?? "none"
            guard let architecture = Architecture.named(name) else {
                let known = Architecture.all.map(\.name).joined(separator: ", ")
                throw DataError("model_type is \"\(name)\"; supported are \(known).")
            }
            var stored = try decoder.decode(StoredConfiguration.self, from: AtomicFile.read(url))
            // A field that is absent takes the family's default; null means no window.
            if !kind.namesWindow { stored.slidingWindow = architecture.windowWhenAbsent }
            try self.init(stored, architecture)
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
            stored.headDim ?? architecture.headDimWhenAbsent ?? (heads > 0 ? hiddenSize / heads : 0)
        positions = stored.maxPositionEmbeddings ?? architecture.positionsWhenAbsent
        ropeTheta = stored.ropeTheta ?? stored.ropeParameters?.ropeTheta ?? 10_000
        ropeScaling = try (stored.ropeScaling ?? stored.ropeParameters).flatMap {
            try RopeScaling($0)
        }
        rmsNormEpsilon = stored.rmsNormEps ?? architecture.epsilonWhenAbsent
        tiesEmbeddings = stored.tieWordEmbeddings ?? false
        let attentionBias = architecture.readsBiases && stored.attentionBias ?? false
        hasQueryKeyValueBias = attentionBias || architecture.hasFixedQueryKeyValueBias
        hasOutputBias = attentionBias
        hasMLPBias = architecture == .llama && stored.mlpBias ?? false
        (slidingWindow, isSliding) = try Self.windows(stored, architecture)
        for (name, value) in [
            ("vocab_size", vocabularySize), ("hidden_size", hiddenSize),
            ("intermediate_size", intermediateSize), ("num_hidden_layers", layers),
            ("num_attention_heads", heads), ("num_key_value_heads", keyValueHeads),
            ("head_dim", headDim), ("max_position_embeddings", positions),
        ] where value < 1 {
            throw DataError("\(name) is \(value) but should be at least 1.")
        }
        if let quantization = stored.quantizationConfig {
            throw DataError(
                "the weights are quantized (\(quantization.quantMethod ?? "unknown method")); supported are plain F32, F16 and BF16."
            )
        }
        if let window = slidingWindow, window < 1 {
            throw DataError("sliding_window is \(window) but should be at least 1.")
        }
        guard ropeTheta > 0 else {
            throw DataError("rope_theta is \(ropeTheta) but should be above 0.")
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

    static func windows(
        _ stored: StoredConfiguration, _ architecture: Architecture
    ) throws -> (Int?, [Bool]) {
        let count = max(stored.numHiddenLayers, 0)
        if let types = stored.layerTypes, architecture != .mistral, architecture != .llama {
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
            if architecture.windows == .fromLayer, stored.useSlidingWindow != true {
                throw DataError("layer_types has sliding layers, but use_sliding_window is false.")
            }
            guard let window = stored.slidingWindow else {
                throw DataError("layer_types has sliding layers, but there is no sliding_window.")
            }
            return (window, sliding)
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
