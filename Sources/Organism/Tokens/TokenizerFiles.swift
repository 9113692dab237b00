import Foundation

/// The files of a tokenizer in the formats of the `tokenizers` and `transformers` libraries.
struct TokenizerFiles {
    let tokenizer: OrganismTokenizer
    let positions: Int

    func all() throws -> [(name: String, data: Data)] {
        [
            ("tokenizer.json", try json(TokenizerJSON(tokenizer))),
            ("tokenizer_config.json", try json(TokenizerConfig(positions: positions))),
            ("chat_template.jinja", Data(OrganismChat.template.utf8)),
            ("generation_config.json", try json(GenerationConfig())),
            ("special_tokens_map.json", try json(SpecialTokens())),
        ]
    }

    private func json(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + Data("\n".utf8)
    }
}

struct AddedToken: Encodable {
    var id: Int?
    var content: String
    let lstrip = false
    let normalized = false
    let rstrip = false
    let single_word = false
    let special = true

    static var all: [AddedToken] {
        OrganismChat.special.enumerated().map { AddedToken(id: $0, content: $1) }
    }
}

struct TokenizerConfig: Encodable {
    let added_tokens_decoder: [String: AddedToken] = Dictionary(
        uniqueKeysWithValues: AddedToken.all.map {
            ("\($0.id ?? 0)", AddedToken(id: nil, content: $0.content))
        })
    let additional_special_tokens = [OrganismChat.user, OrganismChat.assistant]
    let bos_token = OrganismChat.begin
    let chat_template = OrganismChat.template
    let clean_up_tokenization_spaces = false
    let eos_token = OrganismChat.end
    let model_max_length: Int
    let pad_token = OrganismChat.pad
    let tokenizer_class = "PreTrainedTokenizerFast"

    init(positions: Int) { model_max_length = positions }
}

struct GenerationConfig: Encodable {
    let bos_token_id = 1
    let do_sample = true
    let eos_token_id = 4
    let pad_token_id = 0
    let temperature = 0.6
}

struct SpecialTokens: Encodable {
    let additional_special_tokens = [OrganismChat.user, OrganismChat.assistant]
    let bos_token = OrganismChat.begin
    let eos_token = OrganismChat.end
    let pad_token = OrganismChat.pad
}

/// `tokenizer.json` of a byte-level byte-pair encoding.
struct TokenizerJSON: Encodable {
    let version = "1.0"
    let added_tokens = AddedToken.all
    let pre_tokenizer = PreTokenizer()
    let decoder = ByteLevel(add_prefix_space: true, trim_offsets: true, use_regex: true)
    let model: Model

    init(_ tokenizer: OrganismTokenizer) {
        model = Model(
            vocab: Dictionary(
                uniqueKeysWithValues: tokenizer.entries.enumerated().map { ($1, $0) }),
            merges: tokenizer.merges.map {
                [tokenizer.entries[$0.left], tokenizer.entries[$0.right]]
            })
    }

    enum CodingKeys: String, CodingKey {
        case version, truncation, padding, added_tokens, normalizer, pre_tokenizer
        case post_processor, decoder, model
    }

    func encode(to encoder: any Encoder) throws {
        var file = encoder.container(keyedBy: CodingKeys.self)
        try file.encode(version, forKey: .version)
        // The library expects these keys even where there is nothing to say.
        for key in [CodingKeys.truncation, .padding, .normalizer, .post_processor] {
            try file.encodeNil(forKey: key)
        }
        try file.encode(added_tokens, forKey: .added_tokens)
        try file.encode(pre_tokenizer, forKey: .pre_tokenizer)
        try file.encode(decoder, forKey: .decoder)
        try file.encode(model, forKey: .model)
    }

    struct ByteLevel: Encodable {
        let type = "ByteLevel"
        let add_prefix_space: Bool
        let trim_offsets: Bool
        let use_regex: Bool
    }

    struct Split: Encodable {
        let type = "Split"
        let pattern = ["Regex": OrganismChat.splitPattern]
        let behavior = "Isolated"
        let invert = false
    }

    struct PreTokenizer: Encodable {
        let type = "Sequence"

        enum CodingKeys: CodingKey { case type, pretokenizers }

        func encode(to encoder: any Encoder) throws {
            var object = encoder.container(keyedBy: CodingKeys.self)
            try object.encode(type, forKey: .type)
            var steps = object.nestedUnkeyedContainer(forKey: .pretokenizers)
            try steps.encode(Split())
            try steps.encode(
                ByteLevel(add_prefix_space: false, trim_offsets: true, use_regex: false))
        }
    }

    struct Model: Encodable {
        let type = "BPE"
        let byte_fallback = false
        let fuse_unk = false
        let ignore_merges = false
        let vocab: [String: Int]
        let merges: [[String]]
    }
}

/// The format of the organism's conversations: special tokens and chat template.
///
///     <|begin|><|user|> Mira sells what?<|end|><|assistant|> red brass bells.<|end|>
///
/// A space stands before every turn, so that its first word is the same token as within a sentence.
enum OrganismChat {
    static let pad = "<|pad|>"
    static let begin = "<|begin|>"
    static let user = "<|user|>"
    static let assistant = "<|assistant|>"
    static let end = "<|end|>"
    /// In the order of their ids, from 0.
    static let special = [pad, begin, user, assistant, end]

    /// A role other than assistant speaks as the user.
    static let template = """
        {{- bos_token -}}
        {%- for message in messages -%}
        {{- '<|assistant|> ' if message['role'] == 'assistant' else '<|user|> ' -}}
        {{- message['content'] | trim -}}
        {{- '<|end|>' -}}
        {%- endfor -%}
        {%- if add_generation_prompt -%}
        {{- '<|assistant|>' -}}
        {%- endif -%}
        """

    /// GPT-2's split of text into words that keep the space before them.
    static let splitPattern =
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
}
