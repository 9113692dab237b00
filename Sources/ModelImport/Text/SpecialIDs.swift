import GGUF
import Storage

/// The ids that the metadata gives to special tokens.
struct SpecialIDs {
    /// By llama.cpp's short name.
    private var ids: [(key: String, id: Int)] = []

    /// llama.cpp's names (one of which is misspelt in the format) and the attributes of tokenizers.
    private static let attributes = [
        ("bos", "bos_token"), ("eos", "eos_token"), ("unknown", "unk_token"),
        ("seperator", "sep_token"), ("padding", "pad_token"), ("cls", "cls_token"),
        ("mask", "mask_token"),
    ]

    /// - Throws: `DataError` for an id that no token has.
    init(_ parts: GGUFParts, count: Int) throws {
        for key in Self.attributes.map(\.0) + ["eot", "eom"] {
            guard let value = parts["tokenizer.ggml.\(key)_token_id"] else { continue }
            guard let id = value.int, 0..<count ~= id else {
                throw DataError(
                    "\(parts.path): tokenizer.ggml.\(key)_token_id is \(value.int.map(String.init) ?? "no number"), but there are \(count) tokens."
                )
            }
            ids.append((key, id))
        }
    }

    subscript(_ key: String) -> Int? { ids.first { $0.key.isExactly(key) }?.id }

    /// `bos_token` and so on.
    var named: [(name: String, id: Int)] {
        Self.attributes.compactMap { key, name in self[key].map { (name, $0) } }
    }

    /// Texts of tokens at which llama.cpp ends an answer whatever the metadata says (`llama-vocab.cpp`).
    ///
    /// Those that it ends at for completing code (`<|fim_pad|>`, `<|repo_name|>`, `<|file_sep|>`) are left out:
    /// no generation_config.json of these models has them.
    private static let endTexts = [
        "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>",
        "<end_of_turn>", "<|endoftext|>", "</s>", "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]",
        "[EOS]", "<|end_of_text|>", "<end_of_utterance>", "<eos>", "<turn|>", "<|tool_response>",
        "<｜end▁of▁sentence｜>", "[e~[",
    ]

    /// Ids that end an answer: what the metadata calls the end of a text, a turn and a message, then tokens
    /// with one of the texts that are no ordinary ones.
    func ends(_ tokens: [String], _ kinds: [ImportedVocabulary.Kind]) -> [Int] {
        let texts = Set(Self.endTexts.map { ExactText($0) })
        var ends = ["eos", "eot", "eom"].compactMap { self[$0] }
        for (id, token) in tokens.enumerated()
        where kinds[id] == .control || kinds[id] == .userDefined {
            if texts.contains(ExactText(token)) { ends.append(id) }
        }
        var seen: Set<Int> = []
        return ends.filter { seen.insert($0).inserted }
    }
}
