import Foundation
import Storage

/// Settings from the files beside tokenizer.json, with transformers' precedence:
/// tokenizer_config.json; special_tokens_map.json and added_tokens.json only where that one has no
/// `added_tokens_decoder`.
struct TokenizerConfiguration: Sendable {
    /// One of the named special tokens, such as `bos_token`.
    struct NamedToken: Sendable {
        let name: String
        let token: AddedToken
        /// Whether the file gives flags, which then count, and not the text alone.
        let hasFlags: Bool
    }

    private(set) var kind = TokenizerClass(nil, modelType: nil)
    /// In transformers' order.
    private(set) var named: [NamedToken] = []
    /// `additional_special_tokens`, `extra_special_tokens` of transformers 5.
    private(set) var additional: [NamedToken] = []
    /// In the order of their ids.
    private(set) var added: [AddedToken] = []
    private(set) var addsBeginToken: Bool?
    private(set) var addsEndToken: Bool?
    private(set) var prefixSpace: Bool?
    /// Special tokens in a text are text.
    private(set) var splitsSpecialTokens = false
    private(set) var cleansSpaces = false
    /// `chat_template` of tokenizer_config.json.
    private(set) var chatTemplate: JSONValue?

    /// For a tokenizer.json without a folder around it: nothing is changed.
    init() {}

    /// The attributes that every tokenizer has.
    static let names = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]

    /// - Throws: `DataError` for files that are no JSON objects, and for tokens that are none.
    init(folder: URL) throws {
        let url = folder.appendingPathComponent("tokenizer_config.json")
        var values = try Self.object(url) ?? .object([])
        let model = try Self.object(folder.appendingPathComponent("config.json"))
        kind = TokenizerClass(
            values["tokenizer_class"]?.string ?? model?["tokenizer_class"]?.string,
            modelType: model?["model_type"]?.string)
        addsBeginToken = values["add_bos_token"]?.bool
        addsEndToken = values["add_eos_token"]?.bool
        prefixSpace = kind.setsPrefixSpace ? values["add_prefix_space"]?.bool ?? false : nil
        splitsSpecialTokens = values["split_special_tokens"]?.bool ?? false
        cleansSpaces = values["clean_up_tokenization_spaces"]?.bool ?? false
        chatTemplate = values.present("chat_template")
        var readers = TokenReaders(file: url)
        let reader = readers[""]
        if case .object(let members)? = values["added_tokens_decoder"] {
            added = try members.map { member in
                guard let id = Int(member.key) else {
                    throw DataError(
                        "\(url.path): added_tokens_decoder has \"\(member.key)\", which is no id.")
                }
                return (id, try reader.token(member.value, of: "added_tokens_decoder").token)
            }.sorted { $0.0 < $1.0 }.map(\.1)
        } else {
            try readLegacyFiles(folder, &values, &readers)
        }
        try readNamed(values, readers)
    }

    /// Readers by the file that a key's value is from.
    private struct TokenReaders {
        let file: URL
        /// special_tokens_map.json, and the keys that it has.
        var map: (file: URL, keys: [String])?

        subscript(_ key: String) -> TokenReader {
            if let map, map.keys.contains(where: key.isExactly) {
                return TokenReader(file: map.file.path)
            }
            return TokenReader(file: file.path)
        }
    }

    private mutating func readNamed(_ values: JSONValue, _ readers: TokenReaders) throws {
        var names = Self.names
        if case .object(let members)? = values["extra_special_tokens"] {
            names += members.map(\.key)
        }
        if kind.takesAnyTokenKey, case .object(let members) = values {
            names += members.map(\.key).filter {
                $0.hasSuffix("_token") && !$0.hasPrefix("add_") && !names.contains($0)
            }
        }
        for name in names {
            guard let value = values[name] ?? values["extra_special_tokens"]?[name] else {
                continue
            }
            if value == .null {
                kind.tokens[name] = nil
            } else if case .bool = value {
                continue
            } else {
                let (token, hasFlags) = try readers[name].token(value, of: name)
                named.append(NamedToken(name: name, token: token, hasFlags: hasFlags))
            }
        }
        // The new list replaces the old one, as in transformers 5.
        let extra = values["extra_special_tokens"]?.array ?? []
        let key = extra.isEmpty ? "additional_special_tokens" : "extra_special_tokens"
        for value in values[key]?.array ?? [] {
            let (token, hasFlags) = try readers[key].token(value, of: key)
            additional.append(NamedToken(name: key, token: token, hasFlags: hasFlags))
        }
    }

    /// special_tokens_map.json over `values`, and the tokens of added_tokens.json.
    private mutating func readLegacyFiles(
        _ folder: URL, _ values: inout JSONValue, _ readers: inout TokenReaders
    ) throws {
        guard case .object(var members) = values else { return }
        let map = folder.appendingPathComponent("special_tokens_map.json")
        if case .object(let special)? = try Self.object(map) {
            for member in special {
                var value = member.value
                if case .array(let more) = value {
                    let own = members.last { $0.key.isExactly(member.key) }?.value.array ?? []
                    for value in own { _ = try readers[""].token(value, of: member.key) }
                    value = .array(own + more)
                }
                members.append(JSONMember(key: member.key, value: value))
            }
            values = .object(members)
            readers.map = (map, special.map(\.key))
        }
        let url = folder.appendingPathComponent("added_tokens.json")
        guard case .object(let tokens)? = try Self.object(url) else { return }
        let list = "additional_special_tokens"
        let named =
            Self.names.compactMap { name in values.present(name).map { (name, $0) } }
            + (values[list]?.array ?? []).map { (list, $0) }
        let special = try Set(
            named.map { Array(try readers[$0].token($1, of: $0).token.content.utf8) })
        added = try tokens.map { member in
            guard let id = member.value.int else {
                throw DataError("\(url.path): the id of \"\(member.key)\" is no whole number.")
            }
            let isSpecial = special.contains(Array(member.key.utf8))
            return (id, AddedToken(content: member.key, isSpecial: isSpecial))
        }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// A JSON object file; nil when the file is absent.
    static func object(_ url: URL) throws -> JSONValue? {
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        let value = try JSONParser.parse(AtomicFile.read(url), name: url.path)
        guard case .object = value else { throw DataError("\(url.path) is not a JSON object.") }
        return value
    }
}
