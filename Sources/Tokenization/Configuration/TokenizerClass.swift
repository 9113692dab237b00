/// The changes that transformers' class of a tokenizer makes to tokenizer.json.
///
/// Old names count as in transformers 4.57, where they come with or without `Fast`;
/// `TokenizersBackend` is transformers 5, which takes tokenizer.json as it is.
struct TokenizerClass: Sendable {
    /// Whether the class writes its own template: a begin and an end token as `add_bos_token` and
    /// `add_eos_token` say, whatever tokenizer.json has.
    var writesTemplate = false
    /// `add_bos_token` where the configuration is silent.
    var addsBeginToken = false
    /// Whether `add_prefix_space` of the configuration, false where it is silent, counts.
    var setsPrefixSpace = true
    /// Whether every key that ends in `_token` names a special token.
    var takesAnyTokenKey = false
    /// Special tokens where the configuration is silent, by attribute.
    var tokens: [String: String] = [:]

    private static let endOfText = "<|endoftext|>"

    /// The class by its name, else by the model's.
    init(_ name: String?, modelType: String?) {
        var name = name ?? Self.ofModels[modelType ?? ""] ?? ""
        if name.hasSuffix("Fast") { name.removeLast("Fast".count) }
        switch name {
        case "LlamaTokenizer", "CodeLlamaTokenizer":
            (writesTemplate, addsBeginToken, setsPrefixSpace) = (true, true, false)
            tokens = ["unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>"]
        case "CohereTokenizer":
            (writesTemplate, addsBeginToken) = (true, true)
            tokens = [
                "unk_token": "<UNK>", "bos_token": "<BOS_TOKEN>",
                "eos_token": "<|END_OF_TURN_TOKEN|>",
            ]
        case "GPTNeoXTokenizer":
            writesTemplate = true
            tokens = Self.all(["unk_token", "bos_token", "eos_token"])
        case "GPT2Tokenizer", "CodeGenTokenizer":
            tokens = Self.all(["unk_token", "bos_token", "eos_token"])
        case "Qwen2Tokenizer": tokens = Self.all(["unk_token", "eos_token", "pad_token"])
        case "TokenizersBackend": (setsPrefixSpace, takesAnyTokenKey) = (false, true)
        default: break
        }
    }

    private static func all(_ names: [String]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, endOfText) })
    }

    /// Classes that transformers takes where only `model_type` is known.
    private static let ofModels = [
        "llama": "LlamaTokenizer", "mistral": "LlamaTokenizer", "qwen2": "Qwen2Tokenizer",
        "qwen3": "Qwen2Tokenizer", "olmo2": "GPTNeoXTokenizer", "olmo3": "GPT2Tokenizer",
        "cohere": "CohereTokenizer",
    ]
}
