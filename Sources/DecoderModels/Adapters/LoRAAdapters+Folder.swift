public import Foundation
import Storage
import Torch

/// PEFT's folder: `adapter_config.json` and `adapter_model.safetensors`.
extension LoRAAdapters {
    /// The fields of `adapter_config.json` that matter; PEFT takes its defaults for others.
    struct Stored: Codable {
        var peftType = "LORA"
        var taskType: String? = "CAUSAL_LM"
        var baseModel: String?
        var rank: Int
        var alpha: Double
        var targets: [String]
        var dropout: Double? = 0
        var bias: String? = "none"
        var fansInToOut: Bool? = false
        var inferenceMode: Bool? = true

        enum CodingKeys: String, CodingKey {
            case peftType = "peft_type"
            case taskType = "task_type"
            case baseModel = "base_model_name_or_path"
            case rank = "r"
            case alpha = "lora_alpha"
            case targets = "target_modules"
            case dropout = "lora_dropout"
            case bias
            case fansInToOut = "fan_in_fan_out"
            case inferenceMode = "inference_mode"
        }
    }

    static let configurationName = "adapter_config.json"
    static let weightsName = "adapter_model.safetensors"
    /// PEFT's prefix to the names of the model.
    static let storedPrefix = "base_model.model."

    /// Writes both files into a folder that exists (PEFT's `save_pretrained`).
    ///
    /// - Parameter base: the model that PEFT should load the adapters onto: a folder or a name on the Hub.
    /// - Throws: `UsageError` when a file cannot be written.
    public func write(to folder: URL, base: String) throws {
        try AtomicFile.write(
            json: Stored(
                baseModel: base, rank: settings.rank, alpha: settings.alpha,
                targets: settings.targets),
            to: folder.appendingPathComponent(Self.configurationName))
        try SafeTensorsWriter.write(
            parameters.map {
                (name: Self.storedPrefix + $0.name, tensor: try $0.tensor.detach().to(.cpu))
            },
            to: folder.appendingPathComponent(Self.weightsName))
    }

    /// Reads the adapters of a model from PEFT's folder.
    ///
    /// - Throws: `UsageError` when a file is missing, `DataError` for another kind of adapter, for
    ///   options that are not read (`UnreadAdapterFields`), and for tensors that are missing, do
    ///   not fit the model or are not known.
    public init(_ model: DecoderModel, folder: URL) throws {
        let file = folder.appendingPathComponent(Self.configurationName)
        let stored = try AtomicFile.read(json: Stored.self, from: file)
        guard stored.peftType == "LORA" else {
            throw DataError("\(file.path) has peft_type \(stored.peftType); LORA is read.")
        }
        guard stored.bias ?? "none" == "none" else {
            throw DataError("\(file.path) has bias \(stored.bias ?? ""); none is read.")
        }
        let unread = try AtomicFile.read(json: UnreadAdapterFields.self, from: file).names
        guard unread.isEmpty else {
            throw DataError(
                "\(file.path) sets \(unread.joined(separator: ", ")), which is not read; plain LoRA with one rank and alpha for all its matrices is."
            )
        }
        let settings = LoRASettings(
            rank: stored.rank, alpha: stored.alpha, targets: stored.targets)
        try settings.validate()
        let weights = try SafeTensorsFile(folder.appendingPathComponent(Self.weightsName))
        var expected: Set<String> = []
        let adapters = try Self.targets(model, settings).map { name, shape in
            func read(_ part: String, _ wanted: [Int]) throws -> Tensor {
                let stored = "\(Self.storedPrefix)\(name).lora_\(part).weight"
                guard let info = weights.info(stored), info.shape == wanted else {
                    throw DataError(
                        "\(weights.url.path): \(stored) should be there with shape \(wanted).")
                }
                expected.insert(stored)
                return try weights.tensor(stored).to(.float32).to(model.device)
            }
            return (
                name,
                LowRankAdapter(
                    a: try read("A", [stored.rank, shape[1]]),
                    b: try read("B", [shape[0], stored.rank]), scale: settings.scale)
            )
        }
        if let other = weights.names.sorted().first(where: { !expected.contains($0) }) {
            throw DataError(
                "\(weights.url.path) has \(other), which is not part of an adapter on \(settings.targets.joined(separator: ", ")) of this model."
            )
        }
        self.init(settings: settings, adapters: adapters)
    }
}

/// Fields of `adapter_config.json` that change what an adapter computes and are not read here: set,
/// they are refused, since the model would be another one without them.
struct UnreadAdapterFields: Decodable {
    /// Those that say something: neither absent, null, false nor empty.
    let names: [String]

    private enum Field: String, CodingKey, CaseIterable {
        // Matrices with a rank or a scale of their own.
        case rankPattern = "rank_pattern"
        case alphaPattern = "alpha_pattern"
        // Other weights than the low-rank ones.
        case modulesToSave = "modules_to_save"
        case biasOfB = "lora_bias"
        case tokenIndices = "trainable_token_indices"
        case targetParameters = "target_parameters"
        // The layers there are, and those of them with adapters.
        case layers = "layers_to_transform"
        case layersPattern = "layers_pattern"
        case excludedModules = "exclude_modules"
        case layerReplication = "layer_replication"
        // Other ways to compute the update.
        case decomposed = "use_dora"
        case rankStabilized = "use_rslora"
        case fansInToOut = "fan_in_fan_out"
        case quantizationAware = "use_qalora"
        case blockDiagonal = "use_bdlora"
        case activated = "alora_invocation_tokens"
        case arrow = "arrow_config"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Field.self)
        names = Field.allCases.filter { !Self.isNothing($0, fields) }.map(\.rawValue)
    }

    private static func isNothing(
        _ name: Field, _ fields: KeyedDecodingContainer<Field>
    ) -> Bool {
        guard fields.contains(name), (try? fields.decodeNil(forKey: name)) == false else {
            return true
        }
        if let flag = try? fields.decode(Bool.self, forKey: name) { return !flag }
        if let list = try? fields.nestedUnkeyedContainer(forKey: name) { return list.isAtEnd }
        let table = try? fields.nestedContainer(keyedBy: AnyKey.self, forKey: name)
        return table?.allKeys.isEmpty ?? false
    }
}
