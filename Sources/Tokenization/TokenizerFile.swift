import Foundation
import Storage

/// tokenizer.json, read and checked; every part that is not supported is an error that names it.
struct TokenizerFile {
    let model: BytePairModel
    /// The model's tokens and the added ones, those of the configuration among them.
    let added: AddedVocabulary
    /// The tokens called `bos_token` and so on.
    let special: SpecialTokens
    let splitsSpecialTokens: Bool
    let normalizesNFC: Bool
    let preTokenizer: PreTokenizer
    let postProcessor: PostProcessor

    /// - Throws: `DataError` with the file's name and what is wrong.
    init(_ data: Data, name: String, _ configuration: TokenizerConfiguration) throws {
        let root = try JSONParser.parse(data, name: name)
        guard case .object = root else { throw DataError("\(name) is not a JSON object.") }
        guard let model = root.present("model") else {
            throw DataError("\(name): model is missing.")
        }
        let kind = model["type"]?.string ?? "BPE"
        guard kind == "BPE" else {
            throw DataError("\(name): the model is of type \(kind); supported is BPE.")
        }
        for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
            if let text = model[key]?.string, !text.isEmpty {
                throw DataError("\(name): \(key) \"\(text)\" is not supported; only none is.")
            }
        }
        let rate: Double? =
            switch model["dropout"] {
            case .double(let rate)?: rate
            case .int(let rate)?: Double(rate)
            default: nil
            }
        if let rate, rate != 0 {
            throw DataError(
                "\(name): dropout \(rate) cuts the same text differently each time; only 0 is read."
            )
        }
        // Before the vocabulary: a tokenizer of SentencePiece is named as such, not by what its own lacks.
        normalizesNFC = try Self.normalizesNFC(root.present("normalizer"), name)
        preTokenizer = try PreTokenizer(
            root.present("pre_tokenizer"), name, prefixSpace: configuration.prefixSpace)
        try Self.checkDecoder(root.present("decoder"), name)
        let vocabulary = try Self.vocabulary(model["vocab"], name)
        self.model = try BytePairModel(
            vocabulary: vocabulary, merges: Self.merges(model["merges"], name),
            ignoresMerges: model["ignore_merges"]?.bool ?? false,
            unknown: (
                model["unk_token"]?.string.flatMap(vocabulary.id(of:)),
                model["fuse_unk"]?.bool ?? false
            ), file: name)
        if model["byte_fallback"]?.bool ?? false, !self.model.hasAllBytes {
            throw DataError(
                "\(name): byte_fallback is not supported where the vocabulary lacks bytes; complete "
                    + "byte-level vocabularies are.")
        }
        var added = AddedVocabulary(vocabulary)
        added.add(try Self.added(root["added_tokens"], name))
        special = SpecialTokens(
            configuration, padding: root["padding"]?["pad_token"]?.string, &added)
        self.added = added
        splitsSpecialTokens = configuration.splitsSpecialTokens
        let stored = try PostProcessor(root.present("post_processor"), added.vocabulary, name)
        postProcessor = try special.template(configuration, added.vocabulary, name) ?? stored
    }

    private static func vocabulary(_ value: JSONValue?, _ name: String) throws -> Vocabulary {
        guard case .object(let members)? = value else {
            throw DataError("\(name): model.vocab is missing or no table of numbers.")
        }
        var vocabulary = Vocabulary(capacity: members.count)
        for (token, value) in members.lazy.map({ ($0.key, $0.value) }) {
            guard let id = value.int, 0...Vocabulary.largestID ~= id else {
                throw DataError(
                    "\(name): the id of \"\(token)\" in model.vocab is no whole number from 0 to "
                        + "\(Vocabulary.largestID).")
            }
            vocabulary.insert(token, id)
        }
        return vocabulary
    }

    private static func merges(_ value: JSONValue?, _ name: String) throws -> [(String, String)] {
        guard let list = value?.array else {
            throw DataError(
                "\(name): model.merges is missing; a byte-level BPE tokenizer needs its merges.")
        }
        return try list.enumerated().map { index, item in
            if case .array(let pair) = item, pair.count == 2, let left = pair[0].string,
                let right = pair[1].string
            {
                return (left, right)
            }
            // Entries of the byte alphabet have no space, so the first one separates.
            if let text = item.string, let space = text.utf8.firstIndex(of: 0x20) {
                return (String(text[..<space]), String(text[text.utf8.index(after: space)...]))
            }
            throw DataError("\(name): merge \(index) is no pair of tokens.")
        }
    }

    private static func added(_ value: JSONValue?, _ name: String) throws -> [AddedToken] {
        let reader = TokenReader(file: name)
        return try (value?.array ?? []).map { try reader.token($0, of: "added_tokens").token }
    }

    private static func normalizesNFC(_ value: JSONValue?, _ name: String) throws -> Bool {
        guard let value else { return false }
        switch value["type"]?.string ?? "none" {
        case "NFC": return true
        case "Sequence":
            return try (value["normalizers"]?.array ?? []).reduce(false) {
                try normalizesNFC($1, name) || $0
            }
        case "Prepend", "Replace":
            throw DataError(
                "\(name): the normalizer \(value["type"]?.string ?? "") is not supported: it belongs to "
                    + "SentencePiece tokenizers; NFC and none, of byte-level tokenizers, are.")
        case let kind:
            throw DataError("\(name): the normalizer \(kind) is not supported; NFC and none are.")
        }
    }

    private static func checkDecoder(_ value: JSONValue?, _ name: String) throws {
        guard let value else { return }
        let kind = value["type"]?.string ?? "none"
        if kind == "Sequence" {
            for part in value["decoders"]?.array ?? [] { try checkDecoder(part, name) }
        } else if kind != "ByteLevel" {
            throw DataError("\(name): the decoder \(kind) is not supported; ByteLevel is.")
        }
    }
}
