import Artifacts

/// How rotary frequencies are stretched for contexts longer than those of pre-training.
public enum RopeScaling: Sendable, Equatable {
    /// All frequencies divided by a factor (position interpolation, Chen et al. 2023).
    case linear(factor: Double)
    /// Llama 3.1: long wavelengths divided by the factor, short ones kept, a ramp between.
    case llama3(factor: Double, low: Double, high: Double, original: Int)
    /// YaRN (Peng et al. 2023).
    case yarn(Yarn)

    public struct Yarn: Sendable, Equatable, Codable {
        public var factor: Double
        public var original: Int?
        public var attentionFactor: Double?
        public var betaFast: Double?
        public var betaSlow: Double?
        public var mscale: Double?
        public var mscaleAllDim: Double?
        public var truncate: Bool?
    }

    /// As config.json has it.
    struct Stored: Codable {
        var ropeType: String?
        var type: String?
        var factor: Double?
        var lowFreqFactor: Double?
        var highFreqFactor: Double?
        var originalMaxPositionEmbeddings: Int?
        var attentionFactor: Double?
        var betaFast: Double?
        var betaSlow: Double?
        var mscale: Double?
        var mscaleAllDim: Double?
        var truncate: Bool?

        enum CodingKeys: String, CodingKey {
            case type, factor, mscale, truncate
            case ropeType = "rope_type"
            case lowFreqFactor = "low_freq_factor"
            case highFreqFactor = "high_freq_factor"
            case originalMaxPositionEmbeddings = "original_max_position_embeddings"
            case attentionFactor = "attention_factor"
            case betaFast = "beta_fast"
            case betaSlow = "beta_slow"
            case mscaleAllDim = "mscale_all_dim"
        }
    }

    /// - Throws: `DataError` naming a type that is not supported or a field that is missing.
    init?(_ stored: Stored) throws {
        let kind = stored.ropeType ?? stored.type ?? "default"
        func need<Field>(_ value: Field?, _ name: String) throws -> Field {
            guard let value else {
                throw DataError("rope_scaling of type \(kind) has no \(name).")
            }
            return value
        }
        switch kind {
        case "default": return nil
        case "linear": self = .linear(factor: try need(stored.factor, "factor"))
        case "llama3":
            self = .llama3(
                factor: try need(stored.factor, "factor"),
                low: try need(stored.lowFreqFactor, "low_freq_factor"),
                high: try need(stored.highFreqFactor, "high_freq_factor"),
                original: try need(
                    stored.originalMaxPositionEmbeddings, "original_max_position_embeddings"))
        case "yarn":
            self = .yarn(
                Yarn(
                    factor: try need(stored.factor, "factor"),
                    original: stored.originalMaxPositionEmbeddings,
                    attentionFactor: stored.attentionFactor, betaFast: stored.betaFast,
                    betaSlow: stored.betaSlow, mscale: stored.mscale,
                    mscaleAllDim: stored.mscaleAllDim, truncate: stored.truncate))
        default:
            throw DataError(
                "rope_scaling is of type \"\(kind)\"; supported are default, linear, llama3 and yarn."
            )
        }
    }
}
