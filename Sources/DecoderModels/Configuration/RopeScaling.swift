import Storage

/// The stretching of rotary frequencies for contexts longer than those of pre-training.
public enum RopeScaling: Sendable, Equatable {
    /// All frequencies divided by a factor (position interpolation, Chen et al. 2023).
    case linear(factor: Double)
    /// Llama 3.1: long wavelengths divided by the factor, short ones kept, a ramp between.
    case llama3(factor: Double, low: Double, high: Double, original: Int)
    /// YaRN (Peng et al. 2023).
    case yarn(Yarn)

    /// The numbers of a section of type `yarn`; those that are nil take transformers' defaults.
    public struct Yarn: Sendable, Equatable {
        /// Length of the context over that of pre-training.
        public var factor: Double
        /// Positions of pre-training; `max_position_embeddings` where config.json does not say.
        public var original: Int
        /// Factor of cosines and sines; 0.1 ln(factor) + 1 when nil and without ``mscale``.
        public var attentionFactor: Double?
        /// Rotations over the original context above which a frequency is kept; 32 when nil.
        public var betaFast: Double?
        /// Rotations below which a frequency is divided by the factor; 1 when nil.
        public var betaSlow: Double?
        /// Numerator of the attention factor, (0.1 mscale ln(factor) + 1) / (0.1 mscaleAllDim ln(factor) + 1).
        public var mscale: Double?
        /// Its denominator; both or neither.
        public var mscaleAllDim: Double?
        /// Whether the bounds of the ramp are rounded to whole dimensions; true when nil.
        public var truncate: Bool?
    }

    /// - Parameters:
    ///   - place: of the section in config.json, for sentences.
    ///   - maxPositions: `max_position_embeddings`.
    ///   - outerOriginal: `original_max_position_embeddings` beside the section. transformers 5 puts it
    ///     over the section's own, transformers 4 does not read it.
    /// - Throws: `DataError` naming a type that is not supported, a field that is missing or out of
    ///   range, fields that the type does not read, and an outer number that makes the two differ.
    init?(
        _ stored: StoredRotation, at place: String = "rope_scaling", maxPositions: Int,
        outerOriginal: Int? = nil
    ) throws {
        let kind = try stored.kind(at: place)
        guard let type = RopeType(rawValue: kind) else {
            let known = RopeType.allCases.map(\.rawValue).joined(separator: ", ")
            throw DataError("\(place) is of type \"\(kind)\"; supported are \(known).")
        }
        try stored.check(reads: type.reads, kind: kind, at: place)
        func need<Field>(_ value: Field?, _ name: String) throws -> Field {
            guard let value else { throw DataError("\(place) of type \(kind) has no \(name).") }
            return value
        }
        func original(_ four: Int?) throws -> Int? {
            guard let four, let outerOriginal, four != outerOriginal else { return four }
            throw DataError(
                "original_max_position_embeddings is \(outerOriginal) beside \(place) of type \(kind): transformers 4 reads \(four), transformers 5 reads \(outerOriginal); make \(place).original_max_position_embeddings and the outer one the model's."
            )
        }
        switch type {
        // NTK scaling by length leaves everything as it is up to `max_position_embeddings`, which is
        // as far as a model with it goes here.
        case .default, .dynamic: return nil
        case .linear: self = .linear(factor: try need(stored.factor, "factor"))
        case .llama3:
            self = .llama3(
                factor: try need(stored.factor, "factor"),
                low: try need(stored.lowFreqFactor, "low_freq_factor"),
                high: try need(stored.highFreqFactor, "high_freq_factor"),
                original: try need(
                    // Without its own, transformers 4 does not read the section at all.
                    original(stored.originalMaxPositionEmbeddings ?? outerOriginal),
                    "original_max_position_embeddings"))
        case .yarn:
            self = .yarn(
                Yarn(
                    factor: try need(stored.factor, "factor"),
                    original: try original(stored.originalMaxPositionEmbeddings ?? maxPositions)
                        ?? maxPositions,
                    attentionFactor: stored.attentionFactor, betaFast: stored.betaFast,
                    betaSlow: stored.betaSlow, mscale: stored.mscale,
                    mscaleAllDim: stored.mscaleAllDim, truncate: stored.truncate))
        }
    }

    /// Positions that a model goes to, from its `max_position_embeddings`: with yarn, the factor times
    /// the original ones; with linear scaling, the factor times that number, which by definition is the
    /// one before scaling. Llama 3.1's files have the scaled number already.
    func extended(_ maxPositions: Int) -> Int {
        let extended: Double
        switch self {
        case .linear(let factor): extended = factor * Double(maxPositions)
        case .llama3: return maxPositions
        case .yarn(let yarn): extended = yarn.factor * Double(yarn.original)
        }
        return max(maxPositions, Int(min(extended.rounded(), Double(SizeField.mostPositions))))
    }
}

/// The types of a rope section that are computed here.
enum RopeType: String, CaseIterable {
    case `default`, dynamic, linear, llama3, yarn

    /// The numbers that the type reads.
    var reads: Set<String> {
        switch self {
        case .default: []
        case .dynamic: ["factor", "original_max_position_embeddings"]
        case .linear: ["factor"]
        case .llama3:
            [
                "factor", "low_freq_factor", "high_freq_factor",
                "original_max_position_embeddings",
            ]
        case .yarn:
            [
                "factor", "original_max_position_embeddings", "attention_factor", "beta_fast",
                "beta_slow", "mscale", "mscale_all_dim", "truncate",
            ]
        }
    }
}
