import Storage

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
