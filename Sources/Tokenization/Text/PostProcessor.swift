import Storage

/// The special tokens around a text, and the treatment of white space in offsets.
struct PostProcessor: Sendable {
    /// Ids put before and after a text when special tokens are wanted: the `single` part of a
    /// template.
    private(set) var prefix: [Int] = []
    private(set) var suffix: [Int] = []
    /// Leading white space of a token is not part of its offsets (GPT-2 style).
    private(set) var trimsOffsets = false
    /// One space at the very start is taken for one that the tokenizer put there.
    private(set) var keepsFirstSpace = false

    /// More ids around every text than this are no template that anybody uses.
    private static let mostIDs = 1 << 16

    /// A begin and an end token, as transformers' classes write them.
    init(prefix: [Int], suffix: [Int]) { (self.prefix, self.suffix) = (prefix, suffix) }

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
                try checkCount(name)
            }
        case "RobertaProcessing", "BertProcessing":
            prefix = [try Self.id(value["cls"], name)]
            suffix = [try Self.id(value["sep"], name)]
            if value["type"]?.string == "RobertaProcessing" {
                trimsOffsets = value["trim_offsets"]?.bool ?? true
                keepsFirstSpace = value["add_prefix_space"]?.bool ?? true
            }
        case "TemplateProcessing": try readTemplate(value, vocabulary, name)
        case let kind:
            throw DataError(
                "\(name): the post-processor \(kind) is not supported; BertProcessing, ByteLevel, "
                    + "RobertaProcessing, Sequence and TemplateProcessing are.")
        }
    }

    private func checkCount(_ name: String) throws {
        guard prefix.count + suffix.count <= Self.mostIDs else {
            throw DataError(
                "\(name): the post-processor puts more than \(Self.mostIDs) tokens around a text.")
        }
    }

    /// The id of a pair of token and id.
    private static func id(_ value: JSONValue?, _ name: String) throws -> Int {
        guard let pair = value?.array, pair.count == 2, let id = pair[1].int, id >= 0 else {
            throw DataError("\(name): cls or sep of the post-processor is no pair of token and id.")
        }
        return id
    }

    private mutating func readTemplate(
        _ value: JSONValue, _ vocabulary: Vocabulary, _ name: String
    ) throws {
        var texts = 0
        for part in value["single"]?.array ?? [] {
            guard let token = part["SpecialToken"]?["id"]?.string else {
                texts += 1
                continue
            }
            let listed = value["special_tokens"]?[token]?["ids"]?.array?.compactMap(\.int)
            guard let ids = listed ?? vocabulary.id(of: token).map({ [$0] }) else {
                throw DataError("\(name): the template uses \(token), which has no id.")
            }
            if texts == 0 { prefix += ids } else { suffix += ids }
            try checkCount(name)
        }
        guard texts == 1 else {
            throw DataError(
                "\(name): the post-processor's template has the text \(texts) times instead of once."
            )
        }
    }
}
