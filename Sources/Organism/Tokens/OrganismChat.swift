/// How a conversation of the organism is written: its special tokens and its chat template.
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
