import Storage

/// The tokens that a tokenizer calls `bos_token`, `eos_token` and so on.
struct SpecialTokens: Sendable {
    /// By attribute.
    private(set) var texts: [String: String] = [:]
    /// `additional_special_tokens`.
    private(set) var additional: [String] = []

    /// Adds what the configuration adds to `vocabulary`, in transformers' order.
    ///
    /// A class's own name for a token, such as `<s>`, counts where the vocabulary has it;
    /// transformers would make up a new id, which no model has a row for.
    /// - Parameter padding: the padding token that tokenizer.json has, for want of another.
    init(
        _ configuration: TokenizerConfiguration, padding: String?,
        _ vocabulary: inout AddedVocabulary
    ) {
        // A name that is only a text stands for the token of that text, flags and all.
        for entry in configuration.named { texts[entry.name] = entry.token.content }
        if texts["pad_token"] == nil { texts["pad_token"] = padding }
        for (name, text) in configuration.kind.tokens
        where texts[name] == nil && vocabulary.vocabulary.id(of: text) != nil {
            texts[name] = text
        }
        var seen: Set<[UInt8]> = []
        // Templates see the list under its old name only, and not in transformers 5.
        for entry in configuration.additional
        where seen.insert(Array(entry.token.content.utf8)).inserted {
            if entry.name == "additional_special_tokens", !configuration.kind.takesAnyTokenKey {
                additional.append(entry.token.content)
            }
        }
        let special = Set(texts.values.map { Array($0.utf8) }).union(seen)
        var tokens = configuration.added
        let known = Set(tokens.map { Array($0.content.utf8) })
        for entry in configuration.named + configuration.additional
        where entry.hasFlags || !vocabulary.contains(entry.token.content) {
            if !known.contains(Array(entry.token.content.utf8)) { tokens.append(entry.token) }
        }
        for name in TokenizerConfiguration.names {
            guard let text = texts[name], !vocabulary.contains(text) else { continue }
            if !tokens.contains(where: { $0.content.utf8.elementsEqual(text.utf8) }) {
                tokens.append(AddedToken(content: text, isSpecial: true))
            }
        }
        for index in tokens.indices where special.contains(Array(tokens[index].content.utf8)) {
            tokens[index].isSpecial = true
        }
        vocabulary.add(tokens)
    }

    /// The special tokens that a class of tokenizers puts around every text in place of those of
    /// tokenizer.json; nil where those stay.
    /// - Throws: `DataError` when a token is asked for that there is none of.
    func template(
        _ configuration: TokenizerConfiguration, _ vocabulary: Vocabulary, _ name: String
    ) throws -> PostProcessor? {
        guard configuration.kind.writesTemplate else { return nil }
        func id(_ attribute: String, _ key: String, _ flag: Bool?) throws -> Int? {
            if let id = texts[attribute].flatMap(vocabulary.id(of:)) { return id }
            guard flag == nil else {
                throw DataError(
                    "\(name): \(key) is true in tokenizer_config.json, which has no "
                        + "\(attribute).")
            }
            return nil
        }
        var (prefix, suffix): ([Int], [Int]) = ([], [])
        if configuration.addsBeginToken ?? configuration.kind.addsBeginToken {
            guard let begin = try id("bos_token", "add_bos_token", configuration.addsBeginToken)
            else { return nil }
            prefix = [begin]
        }
        if configuration.addsEndToken ?? false {
            suffix = [try id("eos_token", "add_eos_token", true)].compactMap { $0 }
        }
        return PostProcessor(prefix: prefix, suffix: suffix)
    }

    /// Variables of chat templates: the attributes, and the list where it has any.
    var variables: [String: JSONValue] {
        var values = texts.mapValues { JSONValue.string($0) }
        if !additional.isEmpty {
            values["additional_special_tokens"] = .array(additional.map { .string($0) })
        }
        return values
    }
}
