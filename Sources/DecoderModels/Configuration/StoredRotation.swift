import Storage

/// A section of config.json about rotary embeddings: `rope_scaling`, `rope_parameters` of
/// transformers 5, or one layer type's part of the latter.
struct StoredRotation: Decodable {
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
    var ropeTheta: Double?
    var partialRotaryFactor: Double?
    /// Everything in the section that is neither absent nor null.
    let fields: [String: FieldValue]

    enum CodingKeys: String, CodingKey {
        case type, factor, mscale, truncate
        case ropeType = "rope_type"
        case ropeTheta = "rope_theta"
        case lowFreqFactor = "low_freq_factor"
        case highFreqFactor = "high_freq_factor"
        case originalMaxPositionEmbeddings = "original_max_position_embeddings"
        case attentionFactor = "attention_factor"
        case betaFast = "beta_fast"
        case betaSlow = "beta_slow"
        case mscaleAllDim = "mscale_all_dim"
        case partialRotaryFactor = "partial_rotary_factor"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func number(_ key: CodingKeys) throws -> Double? {
            try fields.decodeIfPresent(Double.self, forKey: key)
        }
        ropeType = try fields.decodeIfPresent(String.self, forKey: .ropeType)
        type = try fields.decodeIfPresent(String.self, forKey: .type)
        factor = try number(.factor)
        lowFreqFactor = try number(.lowFreqFactor)
        highFreqFactor = try number(.highFreqFactor)
        originalMaxPositionEmbeddings = try fields.decodeIfPresent(
            Int.self, forKey: .originalMaxPositionEmbeddings)
        attentionFactor = try number(.attentionFactor)
        betaFast = try number(.betaFast)
        betaSlow = try number(.betaSlow)
        mscale = try number(.mscale)
        mscaleAllDim = try number(.mscaleAllDim)
        truncate = try fields.decodeIfPresent(Bool.self, forKey: .truncate)
        ropeTheta = try number(.ropeTheta)
        partialRotaryFactor = try number(.partialRotaryFactor)
        self.fields = try [String: FieldValue](from: decoder).filter { $0.value != .null }
    }

    /// - Throws: `DataError` when the two spellings of the type differ: transformers 4 takes `type`,
    ///   transformers 5 `rope_type`.
    func kind(at place: String) throws -> String {
        if let one = ropeType, let two = type, one != two {
            throw DataError("\(place) has rope_type \"\(one)\" but type \"\(two)\".")
        }
        return ropeType ?? type ?? RopeType.default.rawValue
    }

    /// Fields that stand in sections of every type: what all types read, what is said of how a model came
    /// to be (`finetuned`, of the first yarn models), and what transformers 4 and 5 alike warn about and do
    /// without (`attn_factor`, of DeepSeek-R1-0528-Qwen3-8B) or leave in the section unread.
    private static let anyType: Set<String> = [
        "rope_type", "type", "rope_theta", "partial_rotary_factor", "finetuned", "attn_factor",
        "original_max_position_embeddings",
    ]

    /// - Parameter reads: the fields that the type reads beside its name and theta.
    /// - Throws: `DataError` for a number out of range and for fields that would be dropped.
    func check(reads: Set<String>, kind: String, at place: String) throws {
        let unread = fields.filter { name, value in
            !reads.contains(name) && !Self.anyType.contains(name)
                && !UnreadConfigurationFields.saysNothing(name, value)
        }
        guard unread.isEmpty else {
            let known =
                reads.isEmpty
                ? "this type has no settings"
                : "known for this type are \(reads.sorted().joined(separator: ", "))"
            throw DataError(
                "\(place) of type \(kind) has \(unread.keys.sorted().joined(separator: ", ")), not read there: \(known)."
            )
        }
        if let part = partialRotaryFactor, part != 1 {
            throw DataError(
                "\(place).partial_rotary_factor is \(part); supported is 1: whole heads are rotated."
            )
        }
        let numbers = [
            ("factor", factor), ("low_freq_factor", lowFreqFactor),
            ("high_freq_factor", highFreqFactor), ("attention_factor", attentionFactor),
            ("beta_fast", betaFast), ("beta_slow", betaSlow),
        ]
        for (name, value) in numbers {
            if let value, !(value > 0 && value <= 1e6) {
                throw DataError(
                    "\(place).\(name) is \(value) but should be above 0 and at most 1000000.")
            }
        }
        for (name, value) in [("mscale", mscale), ("mscale_all_dim", mscaleAllDim)] {
            if let value, !(0...1e6 ~= value) {
                throw DataError("\(place).\(name) is \(value) but should be from 0 to 1000000.")
            }
        }
        if let original = originalMaxPositionEmbeddings,
            !(1...SizeField.mostPositions ~= original)
        {
            throw DataError(
                "\(place).original_max_position_embeddings is \(original) but should be from 1 to \(SizeField.mostPositions)."
            )
        }
    }
}

/// `rope_scaling` or `rope_parameters` as a whole.
enum StoredRotations: Decodable {
    case all(StoredRotation)
    /// By `full_attention` and `sliding_attention`, as transformers 5 writes Olmo3; null where a
    /// kind of layer is not rotated.
    case perLayerType([String: StoredRotation?])

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: AnyKey.self)
        let isNested = fields.allKeys.contains {
            (try? fields.nestedContainer(keyedBy: AnyKey.self, forKey: $0)) != nil
        }
        self =
            isNested
            ? .perLayerType(try [String: StoredRotation?](from: decoder))
            : .all(try StoredRotation(from: decoder))
    }

    var isEmpty: Bool {
        switch self {
        case .all(let section): section.fields.isEmpty
        case .perLayerType(let sections): sections.isEmpty
        }
    }
}
