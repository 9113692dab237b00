public import Artifacts
public import DecoderModels
import Storage

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

    /// - Throws: `DataError` for a text other than `"all"`, `DecodingError` for an object with neither
    ///   `lora` nor `heads`.
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

    /// A text for all weights, else an object with one key.
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

/// A model and those of its parameters that training changes.
struct TrainableModel {
    /// Its weights are never changed in LoRA, and in place otherwise.
    let base: DecoderModel
    /// The model of forward passes; it shares the weights of `base`.
    let model: DecoderModel
    let adapters: LoRAAdapters?
    let slices: HeadSlices?

    /// - Parameters:
    ///   - seed: of new adapters.
    ///   - adapters: to begin with in place of new ones.
    /// - Throws: `UsageError` for heads that the model does not have.
    init(
        _ base: DecoderModel, _ part: TrainableParameters, seed: UInt64,
        adapters given: LoRAAdapters? = nil
    ) throws {
        self.base = base
        switch part {
        case .all:
            (model, adapters, slices) = (base, nil, nil)
        case .lora(let settings):
            let adapters = try given ?? LoRAAdapters(base, settings, seed: seed)
            (model, self.adapters, slices) = (try base.adapted(by: adapters), adapters, nil)
        case .heads(let heads):
            let slices = try HeadSlices(heads, of: base)
            model = try base.training(only: slices.names)
            (adapters, self.slices) = (nil, slices)
        }
    }

    /// The model with all that was learned in its weights.
    func merged() throws -> DecoderModel { try adapters?.merged(into: base) ?? base }
}
