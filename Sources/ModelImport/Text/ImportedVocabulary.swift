import GGUF
import Storage

/// Tokens, merges and special tokens of a GGUF file.
struct ImportedVocabulary {
    /// `tokenizer.ggml.token_type`
    enum Kind: Int {
        case normal = 1
        case unknown, control, userDefined, unused, byte
    }

    let path: String
    /// By id.
    let tokens: [String]
    let kinds: [Kind]
    /// Two tokens with a blank between, the first one first.
    let merges: [String]
    let pre: PreTokenizerKind
    /// Ids of `bos_token` and so on.
    let special: [(name: String, id: Int)]
    /// Ids that end an answer; the tokenizer's own end first.
    let endIDs: [Int]
    let addsBegin: Bool
    let addsEnd: Bool

    /// - Parameter rows: of the embedding table.
    /// - Throws: `DataError` for a tokenizer that is not written, and for lists that do not fit together.
    init(_ parts: GGUFParts, rows: Int) throws {
        path = parts.path
        pre = try Self.pre(parts)
        tokens = try Self.tokens(parts, rows: rows)
        kinds = try Self.kinds(parts, count: tokens.count)
        merges = try Self.texts(parts, "merges")
        try Self.check(merges, tokens, path)
        let ids = try SpecialIDs(parts, count: tokens.count)
        special = ids.named
        endIDs = ids.ends(tokens, kinds)
        addsBegin = try Self.flag(parts, "add_bos_token") ?? (pre.addsBegin && ids["bos"] != nil)
        addsEnd = try Self.flag(parts, "add_eos_token") ?? false
        for (adds, name) in [(addsBegin, "bos"), (addsEnd, "eos")] where adds && ids[name] == nil {
            throw DataError(
                "\(path): tokenizer.ggml.add_\(name)_token is true, but there is no tokenizer.ggml.\(name)_token_id."
            )
        }
    }

    private static func pre(_ parts: GGUFParts) throws -> PreTokenizerKind {
        let path = parts.path
        guard let model = parts["tokenizer.ggml.model"]?.string else {
            throw DataError("\(path) has no tokenizer: the metadata has no tokenizer.ggml.model.")
        }
        guard model.isExactly("gpt2") else {
            let kind = model.isExactly("llama") ? " (SentencePiece)" : ""
            throw DataError(
                "\(path): tokenizer \"\(model)\"\(kind) is not written; \"gpt2\" (byte-level BPE) is."
            )
        }
        let name = parts["tokenizer.ggml.pre"]?.string ?? "default"
        guard let kind = PreTokenizerKind.named(name) else {
            let known = PreTokenizerKind.all.map(\.name).joined(separator: ", ")
            throw DataError("\(path): pre-tokenizer \"\(name)\" is not one of \(known).")
        }
        for key in ["add_space_prefix", "remove_extra_whitespaces"]
        where try flag(parts, key) ?? false {
            throw DataError(
                "\(path): tokenizer.ggml.\(key) is true, which byte-level tokenizers here are not.")
        }
        return kind
    }

    private static func flag(_ parts: GGUFParts, _ key: String) throws -> Bool? {
        guard let value = parts["tokenizer.ggml.\(key)"] else { return nil }
        guard let flag = value.bool else {
            throw DataError("\(parts.path): tokenizer.ggml.\(key) is no truth value.")
        }
        return flag
    }

    private static func texts(_ parts: GGUFParts, _ key: String) throws -> [String] {
        guard let list = parts["tokenizer.ggml.\(key)"]?.array else {
            throw DataError("\(parts.path): the metadata has no list tokenizer.ggml.\(key).")
        }
        return try list.map { value in
            guard let text = value.string else {
                throw DataError("\(parts.path): tokenizer.ggml.\(key) is no list of texts.")
            }
            return text
        }
    }

    private static func tokens(_ parts: GGUFParts, rows: Int) throws -> [String] {
        var tokens = try texts(parts, "tokens")
        guard !tokens.isEmpty, tokens.count <= rows else {
            throw DataError(
                "\(parts.path) has \(tokens.count) tokens, but token_embd.weight has \(rows) rows.")
        }
        // A token without a text cannot be written; llama.cpp calls it so, too.
        for id in tokens.indices where tokens[id].isEmpty { tokens[id] = "[EMPTY_\(id)]" }
        var seen: Set<ExactText> = []
        for token in tokens where !seen.insert(ExactText(token)).inserted {
            throw DataError("\(parts.path): the token \"\(token.prefix(40))\" stands there twice.")
        }
        return tokens
    }

    private static func kinds(_ parts: GGUFParts, count: Int) throws -> [Kind] {
        guard let list = parts["tokenizer.ggml.token_type"]?.array else {
            return Array(repeating: .normal, count: count)
        }
        guard list.count == count else {
            throw DataError(
                "\(parts.path): tokenizer.ggml.token_type has \(list.count) values for \(count) tokens."
            )
        }
        return try list.map { value in
            guard let kind = value.int.flatMap(Kind.init) else {
                throw DataError(
                    "\(parts.path): tokenizer.ggml.token_type has \(value.int.map(String.init) ?? "no number"); types are 1 to 6."
                )
            }
            return kind
        }
    }

    /// Every merge is of two tokens that make a third.
    private static func check(_ merges: [String], _ tokens: [String], _ path: String) throws {
        let known = Set(tokens.map(ExactText.init))
        for merge in merges {
            // As llama.cpp reads it: the first letter is part of a token.
            let bytes = merge.utf8
            guard let blank = bytes.dropFirst().firstIndex(of: 0x20) else {
                throw DataError("\(path): the merge \"\(merge.prefix(40))\" is no pair of tokens.")
            }
            let pair = [merge[..<blank], merge[bytes.index(after: blank)...]]
            guard (pair + [Substring(pair.joined())]).allSatisfy({ known.contains(ExactText($0)) })
            else {
                throw DataError(
                    "\(path): the merge \"\(merge.prefix(40))\" is of tokens that are not there.")
            }
        }
    }
}
