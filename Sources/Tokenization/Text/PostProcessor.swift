import Artifacts

/// What is put around a text, and what becomes of the white space in offsets.
struct PostProcessor: Sendable {
    /// Ids put before and after a text when special tokens are wanted: the `single` part of a
    /// template.
    private(set) var prefix: [Int] = []
    private(set) var suffix: [Int] = []
    /// Leading white space of a token is not part of its offsets (GPT-2 style).
    private(set) var trimsOffsets = false
    /// One space at the very start is taken for one that the tokenizer put there.
    private(set) var keepsFirstSpace = false

    /// - Throws: `DataError` for kinds that are not supported, or a token without an id.
    init(_ value: JSONValue?, _ vocabulary: Vocabulary, _ name: String) throws {
        guard let value else { return }
        switch value["type"]?.string ?? "none" {
        case "ByteLevel":
            trimsOffsets = value["trim_offsets"]?.bool ?? true
            keepsFirstSpace = value["add_prefix_space"]?.bool ?? true
        case "Sequence":
            for part in value["processors"]?.array ?? [] {
                let inner = try PostProcessor(part, vocabulary, name)
                prefix = inner.prefix + prefix
                suffix += inner.suffix
                trimsOffsets = trimsOffsets || inner.trimsOffsets
                keepsFirstSpace = keepsFirstSpace || inner.trimsOffsets && inner.keepsFirstSpace
            }
        case "TemplateProcessing": try readTemplate(value, vocabulary, name)
        case let kind:
            throw DataError(
                "\(name): the post-processor \(kind) is not supported; ByteLevel, "
                    + "TemplateProcessing and Sequence are.")
        }
    }

    private mutating func readTemplate(
        _ value: JSONValue, _ vocabulary: Vocabulary, _ name: String
    ) throws {
        var isBefore = true
        for part in value["single"]?.array ?? [] {
            guard let token = part["SpecialToken"]?["id"]?.string else {
                isBefore = false
                continue
            }
            let listed = value["special_tokens"]?[token]?["ids"]?.array?.compactMap(\.int)
            guard let ids = listed ?? vocabulary.id(of: token).map({ [$0] }) else {
                throw DataError("\(name): the template uses \(token), which has no id.")
            }
            if isBefore { prefix += ids } else { suffix += ids }
        }
    }
}
