import Foundation
import Numbers
import Storage
public import Torch

/// The adapters of a model, in the order of its layers.
///
/// ```swift
/// let adapters = try LoRAAdapters(model, LoRASettings(rank: 8), seed: 1)
/// let adapted = try model.adapted(by: adapters)      // shares the weights of `model`
/// // ... train adapted.trained, which is adapters.parameters ...
/// try adapters.merged(into: model).save(out, source: folder)
/// ```
public struct LoRAAdapters {
    /// Rank, scale and the matrices that have adapters.
    public let settings: LoRASettings
    /// By the name of the map, such as `model.layers.3.self_attn.q_proj`.
    let adapters: [(name: String, adapter: LowRankAdapter)]

    /// New adapters that add nothing yet: A uniform within ±1/√in, as PEFT draws it, and B zero; float32.
    ///
    /// - Throws: `UsageError` for settings that cannot be.
    public init(_ model: DecoderModel, _ settings: LoRASettings, seed: UInt64) throws {
        try settings.validate()
        let stream = try RandomStream(seed: seed)
        try self.init(model, settings) { out, width in
            let bound = 1 / Double(width).squareRoot()
            return (
                a: try Tensor.empty([settings.rank, width]).uniform_(-bound, bound, stream)
                    .to(model.device),
                b: try Tensor.zeros([out, settings.rank], device: model.device)
            )
        }
    }

    init(
        _ model: DecoderModel, _ settings: LoRASettings,
        matrices: (_ out: Int, _ width: Int) throws -> (a: Tensor, b: Tensor)
    ) throws {
        self.settings = settings
        adapters = try Self.targets(model, settings).map { name, shape in
            let (a, b) = try matrices(shape[0], shape[1])
            return (name, LowRankAdapter(a: a, b: b, scale: settings.scale))
        }
    }

    init(settings: LoRASettings, adapters: [(name: String, adapter: LowRankAdapter)]) {
        self.settings = settings
        self.adapters = adapters
    }

    /// The maps that get an adapter, with the shapes of their weights.
    static func targets(
        _ model: DecoderModel, _ settings: LoRASettings
    ) -> [(name: String, shape: [Int])] {
        model.parameters.compactMap { name, tensor in
            guard name.hasSuffix(".weight"), tensor.shape.count == 2 else { return nil }
            let map = String(name.dropLast(".weight".count))
            guard settings.targets.contains(where: { map.hasSuffix(".\($0)") }) else { return nil }
            return (map, tensor.shape)
        }
    }

    /// The tensors to train: `model.layers.3.self_attn.q_proj.lora_A.weight` and so on.
    public var parameters: [(name: String, tensor: Tensor)] {
        adapters.flatMap { $1.parameters($0) }
    }

    /// A model of its own weights with the adapters added in: summed in float32, and rounded once to
    /// the dtype of the weights (PEFT's `merge_and_unload`).
    /// - Throws: `TorchError` when the adapters are of a model of other sizes.
    public func merged(into model: DecoderModel) throws -> DecoderModel {
        let table = Dictionary(adapters.map { ("\($0.name).weight", $0.adapter) }) { one, _ in one }
        return try withoutGradients {
            try model.copy { name, tensor in
                guard let adapter = table[name] else { return tensor }
                let sum =
                    try tensor.detach().to(.float32)
                    + adapter.weight().detach().to(.float32)
                return try sum.to(tensor.dtype)
            }
        }
    }
}

extension DecoderModel {
    /// The same weights with adapters beside them, which alone are ``trained``.
    public func adapted(by adapters: LoRAAdapters) throws -> DecoderModel {
        let table = Dictionary(adapters.adapters.map { ($0.name, $0.adapter) }) { one, _ in one }
        return try copy(adapter: { table[$0] }) { _, tensor in tensor }
    }

    /// The same weights, of which only some are ``trained``.
    public func training(only names: Set<String>) throws -> DecoderModel {
        try copy(trains: names.contains) { _, tensor in tensor }
    }

    /// A model of these weights, each as `change` gives it.
    func copy(
        adapter: (String) -> LowRankAdapter? = { _ in nil },
        trains: (String) -> Bool = { _ in true },
        _ change: (String, Tensor) throws -> Tensor
    ) throws -> DecoderModel {
        let table = Dictionary(parameters.map { ($0.name, $0.tensor) }) { one, _ in one }
        return try DecoderModel(
            configuration, device: device, dtype: dtype, adapter: adapter, trains: trains
        ) { name in
            guard let tensor = table[name] else {
                throw TorchError(operation: "model", reason: "there is no \(name)")
            }
            return try change(name, tensor)
        }
    }
}

/// Settings of low-rank adapters (Hu et al. 2021, "LoRA"): a matrix W of a frozen model becomes
/// W + (alpha / rank) · B A with A [rank, in] and B [out, rank], and only A and B are trained.
public struct LoRASettings: Codable, Sendable, Equatable {
    /// Rank of the update (PEFT's `r`).
    public var rank: Int
    /// `lora_alpha`: the update is scaled by alpha / rank, so that another rank needs no other learning rate.
    public var alpha: Double
    /// The matrices of every layer that get an adapter, by their Hugging Face names (`target_modules`).
    public var targets: [String]

    /// Settings of these values; ``validate()`` checks them.
    public init(rank: Int = 16, alpha: Double = 32, targets: [String] = Self.attention) {
        self.rank = rank
        self.alpha = alpha
        self.targets = targets
    }

    /// The matrices of attention.
    public static let attention = ["q_proj", "k_proj", "v_proj", "o_proj"]
    /// The matrices of attention and MLP.
    public static let all = attention + ["gate_proj", "up_proj", "down_proj"]

    var scale: Double { alpha / Double(rank) }

    /// Checks the values.
    /// - Throws: `UsageError` for a rank or alpha that is not above 0 and for unknown targets.
    public func validate() throws {
        if let problem { throw UsageError("\(problem).") }
    }

    /// The fault of the values, in words.
    package var problem: String? {
        guard Limits.rank.contains(rank), Limits.alpha.contains(alpha) else {
            return
                "LoRA rank is \(rank) and alpha \(alpha), but should be \(Limits.rank) and \(Limits.alpha)"
        }
        let isKnown = targets.allSatisfy(Self.all.contains)
        guard !targets.isEmpty, isKnown, Set(targets).count == targets.count else {
            return
                "LoRA targets are \"\(targets.joined(separator: ","))\" but should be some of \(Self.all.joined(separator: ", ")), each once"
        }
        return nil
    }
}
