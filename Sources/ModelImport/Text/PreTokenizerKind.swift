import Storage

/// The cut of a text before BPE, by llama.cpp's name: normalizer and pre-tokenizer of the tokenizer.json that
/// the name stands for, and what the original does besides.
///
/// The expressions are those of the originals. llama.cpp's own differ where its engine lacks something, and
/// where it leaves out what changes nothing.
struct PreTokenizerKind {
    /// `tokenizer.ggml.pre`
    let name: String
    let steps: [JSONValue]
    let normalizesNFC: Bool
    /// Pieces that are tokens are not cut, whatever the merges say.
    let ignoresMerges: Bool
    /// Whether `add_bos_token` is true where the metadata is silent.
    let addsBegin: Bool

    private init(
        _ name: String, _ steps: [JSONValue], nfc: Bool = false, ignoresMerges: Bool = false,
        addsBegin: Bool = false
    ) {
        (self.name, self.steps, normalizesNFC) = (name, steps, nfc)
        (self.ignoresMerges, self.addsBegin) = (ignoresMerges, addsBegin)
    }

    static let all = [
        // GPT-2's; a file without a name is of llama.cpp's first months and means what `default` does.
        PreTokenizerKind("default", older),
        PreTokenizerKind("gpt-2", [bytes(usesExpression: true)]),
        // Phi-2 has the tokenizer of GPT-2, GPT-NeoX and OLMo 1 one like it.
        PreTokenizerKind("phi-2", [bytes(usesExpression: true)]),
        PreTokenizerKind("olmo", [bytes(usesExpression: true)], nfc: true),
        PreTokenizerKind("smollm", [digits, bytes(usesExpression: true)]),
        PreTokenizerKind("starcoder", [digits, bytes(usesExpression: true)]),
        PreTokenizerKind(
            "llama-bpe", [split(threeDigits), bytes()], ignoresMerges: true, addsBegin: true),
        PreTokenizerKind(
            "llama3", [split(threeDigits), bytes()], ignoresMerges: true, addsBegin: true),
        PreTokenizerKind(
            "llama-v3", [split(threeDigits), bytes()], ignoresMerges: true, addsBegin: true),
        // Of OLMo 2 and 3, too.
        PreTokenizerKind("dbrx", [split(threeDigits), bytes()]),
        PreTokenizerKind("qwen2", [split(oneDigit), bytes()], nfc: true),
        PreTokenizerKind(
            "tekken", [split(tekken), bytes()], ignoresMerges: true, addsBegin: true),
    ]

    /// By name; nil for one that is not written.
    static func named(_ name: String) -> PreTokenizerKind? {
        all.first { $0.name.isExactly(name) }
    }

    /// `pre_tokenizer`
    var json: JSONValue {
        guard steps.count > 1 else { return steps[0] }
        return .members([("type", .string("Sequence")), ("pretokenizers", .array(steps))])
    }

    /// `normalizer`
    var normalizer: JSONValue {
        normalizesNFC ? .members([("type", .string("NFC"))]) : .null
    }

    /// cl100k's, with one to three digits at a time.
    private static let threeDigits =
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    /// Qwen2's, with one.
    private static let oneDigit =
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    /// Mistral Nemo's.
    private static let tekken =
        #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

    /// llama.cpp's for a model whose own it does not know: four cuts, one after the other.
    private static let older =
        [
            #"[\p{P}\$\+<=>\^~\|]+"#,
            #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"#,
            #"\p{N}+"#, "[0-9][0-9][0-9]",
        ].map(split) + [bytes()]

    private static func split(_ expression: String) -> JSONValue {
        .members([
            ("type", .string("Split")),
            ("pattern", .members([("Regex", .string(expression))])),
            ("behavior", .string("Isolated")), ("invert", .bool(false)),
        ])
    }

    private static let digits = JSONValue.members([
        ("type", .string("Digits")), ("individual_digits", .bool(true)),
    ])

    private static func bytes(usesExpression: Bool = false) -> JSONValue {
        .members([
            ("type", .string("ByteLevel")), ("add_prefix_space", .bool(false)),
            ("trim_offsets", .bool(true)), ("use_regex", .bool(usesExpression)),
        ])
    }
}
