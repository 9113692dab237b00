import Artifacts
import Foundation

/// tokenizer.json, read and checked; every part that is not supported is an error that names it.
struct TokenizerFile {
    let model: BytePairModel
    let ids: [String: Int]
    let added: [AddedToken]
    let composes: Bool
    let preTokenizer: PreTokenizer?
    let prefix: [Int]
    let suffix: [Int]
    let trimsOffsets: Bool
    let trimsKeepFirstSpace: Bool

    typealias Object = [String: Any]

    init(_ data: Data, name: String) throws {
        let json: Any
        do { json = try JSONSerialization.jsonObject(with: data) } catch {
            throw DataError("\(name) is not valid JSON.")
        }
        guard let root = json as? Object else { throw DataError("\(name) is not a JSON object.") }
        guard let model = root["model"] as? Object else {
            throw DataError("\(name): model is missing.")
        }
        let kind = model["type"] as? String ?? "BPE"
        guard kind == "BPE" else {
            throw DataError("\(name): the model is of type \(kind); supported is BPE.")
        }
        guard let vocabulary = model["vocab"] as? [String: Int] else {
            throw DataError("\(name): model.vocab is missing or no table of numbers.")
        }
        if model["byte_fallback"] as? Bool ?? false {
            throw DataError("\(name): byte_fallback is not supported; byte-level models are.")
        }
        self.model = try BytePairModel(
            vocabulary: vocabulary, merges: Self.merges(model["merges"], name),
            ignoresMerges: model["ignore_merges"] as? Bool ?? false, file: name)
        added = try Self.added(root["added_tokens"], name)
        var ids = vocabulary
        for token in added { ids[token.content] = token.id }
        self.ids = ids
        composes = try Self.composes(root["normalizer"], name)
        preTokenizer = try Self.preTokenizer(root["pre_tokenizer"], name)
        let post = try PostProcessor(root["post_processor"], ids, name)
        (prefix, suffix, trimsOffsets) = (post.prefix, post.suffix, post.trimsOffsets)
        trimsKeepFirstSpace = post.keepsFirstSpace
        try Self.checkDecoder(root["decoder"], name)
    }

    static func merges(_ value: Any?, _ name: String) throws -> [(String, String)] {
        guard let list = value as? [Any] else {
            throw DataError(
                "\(name): model.merges is missing; a byte-level BPE tokenizer needs its merges.")
        }
        return try list.enumerated().map { index, item in
            if let pair = item as? [String], pair.count == 2 { return (pair[0], pair[1]) }
            // Entries of the byte alphabet have no space, so the first one separates.
            if let text = item as? String, let space = text.firstIndex(of: " ") {
                return (String(text[..<space]), String(text[text.index(after: space)...]))
            }
            throw DataError("\(name): merge \(index) is no pair of tokens.")
        }
    }

    static func added(_ value: Any?, _ name: String) throws -> [AddedToken] {
        try (value as? [Object] ?? []).map { token in
            guard let id = token["id"] as? Int, id >= 0, let content = token["content"] as? String
            else { throw DataError("\(name): an added token lacks id or content.") }
            func flag(_ key: String) -> Bool { token[key] as? Bool ?? false }
            return AddedToken(
                id: id, content: content, isSpecial: flag("special"),
                stripsLeft: flag("lstrip"), stripsRight: flag("rstrip"),
                isSingleWord: flag("single_word"), isNormalized: flag("normalized"))
        }
    }

    static func composes(_ value: Any?, _ name: String) throws -> Bool {
        guard let object = value as? Object else { return false }
        switch object["type"] as? String ?? "none" {
        case "NFC": return true
        case "Sequence":
            return try (object["normalizers"] as? [Any] ?? []).reduce(false) {
                try composes($1, name) || $0
            }
        case let kind:
            throw DataError("\(name): the normalizer \(kind) is not supported; NFC and none are.")
        }
    }

    static func preTokenizer(_ value: Any?, _ name: String) throws -> PreTokenizer? {
        guard let object = value as? Object else { return nil }
        switch object["type"] as? String ?? "none" {
        case "Sequence":
            let parts = try (object["pretokenizers"] as? [Any] ?? []).compactMap {
                try preTokenizer($0, name)
            }
            return .sequence(parts)
        case "ByteLevel":
            let usesRegex = object["use_regex"] as? Bool ?? true
            return .byteLevel(
                addsPrefixSpace: object["add_prefix_space"] as? Bool ?? true,
                usesRegex ? try RegexPattern(PreTokenizer.gpt2, file: name) : nil)
        case "Digits":
            let single = object["individual_digits"] as? Bool ?? false
            return .digits(try RegexPattern(single ? #"\p{N}"# : #"\p{N}+"#, file: name))
        case "Split":
            let pattern = object["pattern"] as? Object ?? [:]
            let text: String
            if let regex = pattern["Regex"] as? String {
                text = regex
            } else if let literal = pattern["String"] as? String {
                text = NSRegularExpression.escapedPattern(for: literal)
            } else {
                throw DataError("\(name): a Split pre-tokenizer has no pattern.")
            }
            let behavior = object["behavior"] as? String ?? "none"
            guard let known = PreTokenizer.SplitBehavior(rawValue: behavior) else {
                let all = PreTokenizer.SplitBehavior.allCases.map(\.rawValue)
                throw DataError(
                    "\(name): the split behavior \(behavior) is not supported; \(all.joined(separator: ", ")) are."
                )
            }
            return .split(
                try RegexPattern(text, file: name), known,
                inverted: object["invert"] as? Bool ?? false)
        case let kind:
            throw DataError(
                "\(name): the pre-tokenizer \(kind) is not supported; ByteLevel, Digits, Split and Sequence are."
            )
        }
    }

    static func checkDecoder(_ value: Any?, _ name: String) throws {
        guard let object = value as? Object else { return }
        let kind = object["type"] as? String ?? "none"
        if kind == "Sequence" {
            for part in object["decoders"] as? [Any] ?? [] { try checkDecoder(part, name) }
        } else if kind != "ByteLevel" {
            throw DataError("\(name): the decoder \(kind) is not supported; ByteLevel is.")
        }
    }
}

/// What is put around a text: the `single` part of a template.
struct PostProcessor {
    var prefix: [Int] = []
    var suffix: [Int] = []
    var trimsOffsets = false
    var keepsFirstSpace = false

    init(_ value: Any?, _ ids: [String: Int], _ name: String) throws {
        guard let object = value as? TokenizerFile.Object else { return }
        switch object["type"] as? String ?? "none" {
        case "ByteLevel":
            trimsOffsets = object["trim_offsets"] as? Bool ?? true
            keepsFirstSpace = object["add_prefix_space"] as? Bool ?? true
        case "Sequence":
            for part in object["processors"] as? [Any] ?? [] {
                let inner = try PostProcessor(part, ids, name)
                prefix = inner.prefix + prefix
                suffix += inner.suffix
                trimsOffsets = trimsOffsets || inner.trimsOffsets
                keepsFirstSpace = keepsFirstSpace || inner.keepsFirstSpace
            }
        case "TemplateProcessing":
            var isBefore = true
            let special = object["special_tokens"] as? TokenizerFile.Object ?? [:]
            for part in object["single"] as? [TokenizerFile.Object] ?? [] {
                if part["Sequence"] != nil {
                    isBefore = false
                } else if let token = (part["SpecialToken"] as? TokenizerFile.Object)?["id"]
                    as? String
                {
                    let entry = special[token] as? TokenizerFile.Object
                    let list = entry?["ids"] as? [Int] ?? ids[token].map { [$0] }
                    guard let list else {
                        throw DataError("\(name): the template uses \(token), which has no id.")
                    }
                    if isBefore { prefix += list } else { suffix += list }
                }
            }
        case let kind:
            throw DataError(
                "\(name): the post-processor \(kind) is not supported; ByteLevel, TemplateProcessing and Sequence are."
            )
        }
    }
}
