import Foundation
import GGUF
import Storage
import Tokenization

/// The files of a tokenizer: tokenizer.json, tokenizer_config.json, special_tokens_map.json and
/// generation_config.json.
struct TokenizerTexts {
    let vocabulary: ImportedVocabulary
    /// `chat_template`; nil for none.
    let template: JSONValue?
    /// `model_max_length`
    let positions: Int

    /// - Throws: `DataError` for templates that are no text, and for one of conversations that cannot be read.
    init(_ vocabulary: ImportedVocabulary, _ parts: GGUFParts, positions: Int) throws {
        (self.vocabulary, self.positions) = (vocabulary, positions)
        template = try Self.template(parts)
    }

    /// `tokenizer.chat_template`, and those that `tokenizer.chat_templates` names.
    private static func template(_ parts: GGUFParts) throws -> JSONValue? {
        func text(_ key: String) throws -> String? {
            guard let value = parts[key] else { return nil }
            guard let text = value.string else {
                throw DataError("\(parts.path): \(key) is no text.")
            }
            // Those that the folder is loaded with.
            if ["tokenizer.chat_template", "tokenizer.chat_template.tool_use"].contains(key) {
                _ = try ChatTemplate(text, name: "\(parts.path): \(key)")
            }
            return text
        }
        let single = try text("tokenizer.chat_template")
        let names = parts["tokenizer.chat_templates"]?.array?.compactMap(\.string) ?? []
        guard !names.isEmpty else { return single.map(JSONValue.string) }
        var templates = single.map { [("default", $0)] } ?? []
        for name in names {
            guard let text = try text("tokenizer.chat_template.\(name)") else {
                throw DataError(
                    "\(parts.path): tokenizer.chat_templates names \"\(name)\", but there is no such template."
                )
            }
            templates.append((name, text))
        }
        return .array(
            templates.map {
                .members([("name", .string($0.0)), ("template", .string($0.1))])
            })
    }

    private func token(_ id: Int) -> JSONValue { .string(vocabulary.tokens[id]) }

    /// tokenizer.json
    var tokenizer: String {
        let ids = vocabulary.tokens.indices
        let added = ids.filter {
            vocabulary.kinds[$0] == .control || vocabulary.kinds[$0] == .userDefined
        }
        // What the convert script puts where the embedding table has rows and the tokenizer has no token.
        let entries = ids.filter {
            vocabulary.kinds[$0] != .unused || !vocabulary.tokens[$0].isExactly("[PAD\($0)]")
        }
        let model = JSONValue.members([
            ("type", .string("BPE")), ("dropout", .null), ("unk_token", .null),
            ("continuing_subword_prefix", .null), ("end_of_word_suffix", .null),
            ("fuse_unk", .bool(false)), ("byte_fallback", .bool(false)),
            ("ignore_merges", .bool(vocabulary.pre.ignoresMerges)),
            (
                "vocab",
                .object(
                    entries.map { JSONMember(key: vocabulary.tokens[$0], value: .int($0)) })
            ),
            ("merges", .array(vocabulary.merges.map(JSONValue.string))),
        ])
        return JSONValue.members([
            ("version", .string("1.0")), ("truncation", .null), ("padding", .null),
            ("added_tokens", .array(added.map(addedToken))),
            ("normalizer", vocabulary.pre.normalizer),
            ("pre_tokenizer", vocabulary.pre.json), ("post_processor", postProcessor),
            ("decoder", Self.byteLevel(prefix: true, trims: true)), ("model", model),
        ]).text + "\n"
    }

    private func addedToken(_ id: Int) -> JSONValue {
        .members([
            ("id", .int(id)), ("content", token(id)), ("single_word", .bool(false)),
            ("lstrip", .bool(false)), ("rstrip", .bool(false)), ("normalized", .bool(false)),
            ("special", .bool(vocabulary.kinds[id] == .control)),
        ])
    }

    private static func byteLevel(prefix: Bool, trims: Bool) -> JSONValue {
        .members([
            ("type", .string("ByteLevel")), ("add_prefix_space", .bool(prefix)),
            ("trim_offsets", .bool(trims)), ("use_regex", .bool(true)),
        ])
    }

    /// The tokens around a text, as Llama 3's file has them.
    private var postProcessor: JSONValue {
        let bytes = Self.byteLevel(prefix: true, trims: false)
        let begin = vocabulary.addsBegin ? id("bos_token") : nil
        let end = vocabulary.addsEnd ? id("eos_token") : nil
        guard begin != nil || end != nil else { return bytes }
        func special(_ id: Int?, _ type: Int) -> [JSONValue] {
            id.map { [.part("SpecialToken", token($0), type)] } ?? []
        }
        func text(_ name: String, _ type: Int) -> [JSONValue] {
            special(begin, type) + [.part("Sequence", .string(name), type)] + special(end, type)
        }
        var seen: Set<Int> = []
        let specials = [begin, end].compactMap { $0 }.filter { seen.insert($0).inserted }
        let template = JSONValue.members([
            ("type", .string("TemplateProcessing")), ("single", .array(text("A", 0))),
            ("pair", .array(text("A", 0) + text("B", 1))),
            (
                "special_tokens",
                .object(
                    specials.map { id in
                        JSONMember(
                            key: vocabulary.tokens[id],
                            value: .members([
                                ("id", token(id)), ("ids", .array([.int(id)])),
                                ("tokens", .array([token(id)])),
                            ]))
                    })
            ),
        ])
        return .members([
            ("type", .string("Sequence")), ("processors", .array([bytes, template])),
        ])
    }

    private func id(_ name: String) -> Int? {
        vocabulary.special.first { $0.name.isExactly(name) }?.id
    }

    private var named: [(String, JSONValue)] {
        vocabulary.special.map { ($0.name, token($0.id)) }
    }

    /// tokenizer_config.json; the class that takes tokenizer.json as it is.
    var configuration: String {
        JSONValue.members(
            [
                ("tokenizer_class", .string("PreTrainedTokenizerFast")),
                ("add_prefix_space", .bool(false)),
                ("clean_up_tokenization_spaces", .bool(false)),
                ("model_max_length", .int(positions)),
            ] + named + (template.map { [("chat_template", $0)] } ?? [])
        ).lines
    }

    /// special_tokens_map.json
    var specialTokens: String { JSONValue.members(named).lines }

    /// `bos_token_id` and so on, of config.json and generation_config.json.
    ///
    /// - Parameter all: every id that ends an answer, not the first alone.
    func ids(all: Bool) -> [(String, JSONValue)] {
        var ids: [(String, JSONValue)] = []
        if let begin = id("bos_token") { ids.append(("bos_token_id", .int(begin))) }
        let ends = vocabulary.endIDs
        if let first = ends.first {
            let isList = all && ends.count > 1
            ids.append(("eos_token_id", isList ? .array(ends.map { .int($0) }) : .int(first)))
        }
        if let padding = id("pad_token") { ids.append(("pad_token_id", .int(padding))) }
        return ids
    }

    /// generation_config.json
    var generation: String { JSONValue.members(ids(all: true)).lines }
}

extension JSONValue {
    /// A part of a template of tokens.
    fileprivate static func part(_ kind: String, _ id: JSONValue, _ type: Int) -> JSONValue {
        .members([(kind, .members([("id", id), ("type_id", .int(type))]))])
    }
}
