public import Artifacts
public import DecoderModels

/// The parameters that training changes.
///
/// In JSON `"all"`, `{"lora": {"rank": 16, …}}` or `{"heads": ["12-3", …]}`.
public enum TrainableParameters: Sendable, Equatable {
    /// Every weight.
    case all
    /// Low-rank adapters beside frozen weights (Hu et al. 2021); the finished folder has them merged
    /// into the weights, and by themselves in `adapter`.
    case lora(LoRASettings)
    /// The slices of listed query heads, `HeadSlices`: what training can do through these heads
    /// alone. Random heads are the control.
    case heads([HeadID])

    /// The first problem of the values, in words.
    var problem: String? {
        switch self {
        case .all: return nil
        case .lora(let settings): return settings.problem
        case .heads(let heads):
            if heads.isEmpty {
                return "trained is an empty list of heads but should have at least one"
            }
            let repeated = Dictionary(grouping: heads) { $0 }.filter { $1.count > 1 }.keys.min()
            return repeated.map { "trained lists head \($0) twice but should list it once" }
        }
    }
}

extension TrainableParameters: Codable {
    enum CodingKeys: String, CodingKey { case lora, heads }
    private static let allText = "all"

    public init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            guard text == Self.allText else {
                throw DataError("\"\(text)\" cannot be trained; write \"\(Self.allText)\".")
            }
            self = .all
            return
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let settings = try values.decodeIfPresent(LoRASettings.self, forKey: .lora) {
            self = .lora(settings)
        } else {
            self = .heads(try values.decode([HeadID].self, forKey: .heads))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .all:
            var value = encoder.singleValueContainer()
            try value.encode(Self.allText)
        case .lora(let settings):
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(settings, forKey: .lora)
        case .heads(let heads):
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(heads, forKey: .heads)
        }
    }
}

extension TrainableParameters: CustomStringConvertible {
    /// `all weights`, `LoRA of rank 16 …`, `the slices of heads 12-3, 15-30`.
    public var description: String {
        switch self {
        case .all: return "all weights"
        case .lora(let settings):
            return
                "LoRA of rank \(settings.rank), alpha \(settings.alpha), on \(settings.targets.joined(separator: ", "))"
        case .heads(let heads):
            let list = heads.map(\.description).joined(separator: ", ")
            return "the slices of \(heads.count == 1 ? "head" : "heads") \(list)"
        }
    }
}
