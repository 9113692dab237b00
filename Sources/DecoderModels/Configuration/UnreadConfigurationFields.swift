import Storage

/// Fields of config.json that are not read here. Most do not matter; one that by its name decides what
/// a model computes is refused when it says something, since the model would be another one without it.
struct UnreadConfigurationFields {
    let fields: [String: FieldValue]
    /// The configuration as read, which other names may say again.
    let configuration: ModelConfiguration

    /// Known not to change what is computed: notes, training, generation, how the code of another
    /// library is run. Names that no rule below would catch need not stand here.
    static let harmless: Set<String> = [
        "output_attentions",
        "num_logits_to_keep", "logits_to_keep", "output_router_logits", "max_sequence_length",
        "seq_length", "model_max_length", "cross_attention_hidden_size", "add_cross_attention",
        "tie_encoder_decoder", "use_bfloat16",
    ]

    /// Parts of names that decide what is computed.
    static let deciding = [
        "rope", "rotary", "yarn", "ntk", "alibi", "attn", "attention", "softcap", "logit", "scal",
        "multiplier", "window", "layer_types", "norm", "bias", "quant", "compress", "activation",
        "act_fn", "expert", "moe", "causal", "position_embedding", "clip_qkv", "sink",
    ]

    /// In names of fields that matter in training only, or say how code is to run.
    static let running = [
        "dropout", "pdrop", "initializer", "_init", "init_", "loss", "aux_", "flash", "fused",
        "implementation", "efficient", "kernel", "cache", "checkpointing", "in_fp32", "upcast",
    ]

    /// - Throws: `DataError` naming the first field that would be dropped though it says something.
    func check() throws {
        for (name, value) in fields.sorted(by: { $0.key < $1.key })
        where Self.decides(name) && !Self.saysNothing(name, value) && !says(again: name, value) {
            throw DataError(
                "\(name) is \(value), which may change what the model computes and is not read for \(configuration.architecture.name); remove it if it does not matter."
            )
        }
    }

    private static func decides(_ name: String) -> Bool {
        let lower = name.lowercased()
        return StoredConfiguration.CodingKeys(rawValue: name) == nil && !harmless.contains(name)
            && !running.contains(where: lower.contains)
            && deciding.contains(where: lower.contains)
    }

    /// True of every family here, so that false would be another model.
    private static let alwaysTrue: Set<String> = [
        "is_causal", "causal", "use_rms_norm", "use_rmsnorm", "rms_norm", "use_rope", "use_rotary",
        "use_rotary_embeddings", "use_rotary_position_embeddings",
    ]

    /// Whether a field repeats what the configuration has already.
    private func says(again name: String, _ value: FieldValue) -> Bool {
        switch value {
        // Norms of queries and keys where the family has them.
        case .flag(let flag) where Self.isQueryKeyNorm(name):
            return flag == (configuration.architecture.queryKeyNorm != .none)
        case .number(let number):
            if name.contains("norm") && name.contains("eps") {
                return number == configuration.rmsNormEpsilon
            }
            if ["rope_base", "rotary_base", "rotary_emb_base"].contains(name) {
                return number == configuration.rope.theta
                    && number == configuration.slidingRope.theta
            }
            return false
        default: return false
        }
    }

    private static func isQueryKeyNorm(_ name: String) -> Bool {
        name.contains("qk") && name.contains("norm")
    }

    /// Whether a value stands for the absence of what the field is about.
    static func saysNothing(_ name: String, _ value: FieldValue) -> Bool {
        switch value {
        case .null, .list(isEmpty: true), .object(isEmpty: true), .text(""): return true
        case .flag(let flag):
            return !isQueryKeyNorm(name) && flag == alwaysTrue.contains(name)
        case .number(let number):
            // 1 of what multiplies, 0 of what adds or counts.
            let multiplies = ["factor", "multiplier", "scal", "pct", "ratio"].contains(
                where: name.contains)
            return number == (multiplies ? 1 : 0)
        case .text(let text):
            let usual: Set<String> = [
                "rope", "rotary", "rms", "rms_norm", "rmsnorm", "silu", "swish", "none", "causal",
                "default", "full", "full_attention", "eager", "sdpa", "flash_attention_2",
                "flash_attention_3", "flex_attention",
            ]
            return usual.contains(text.lowercased())
        case .list, .object, .other: return false
        }
    }
}
