/// The tokens that stand beside the model's, as the `tokenizers` library keeps them.
///
/// Ids that a file writes down do not count: a token has the id that the model's vocabulary gives
/// it, else the next free one. A token that is added again changes the flags of the first.
struct AddedVocabulary {
    /// The model's tokens and the added ones.
    private(set) var vocabulary: Vocabulary
    /// By id, with the flags that were given last.
    private var tokens: [Int: AddedToken] = [:]
    /// Contents and whether they are looked for in the normalized text; a token whose flags changed
    /// may be there for both.
    private var entries: [(content: String, isNormalized: Bool)] = []
    private var special: Set<[UInt8]> = []
    private var ids: [[UInt8]: Int] = [:]
    /// The number of the model's tokens.
    private let modelCount: Int
    private var largest = -1

    init(_ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        modelCount = vocabulary.count
    }

    func contains(_ content: String) -> Bool { ids[Array(content.utf8)] != nil }

    func isSpecial(_ content: String) -> Bool { special.contains(Array(content.utf8)) }

    mutating func add(_ list: [AddedToken]) {
        // All special ones first, since the list itself decides which those are.
        for token in list where token.isSpecial && !token.content.isEmpty {
            if special.insert(Array(token.content.utf8)).inserted {
                entries.append((token.content, token.isNormalized))
            }
        }
        for token in list where !token.content.isEmpty {
            let key = Array(token.content.utf8)
            if let id = ids[key], tokens[id].map({ token.isSame($0) }) ?? false { continue }
            let id = ids[key] ?? vocabulary.id(of: token.content) ?? max(modelCount, largest + 1)
            ids[key] = id
            largest = max(largest, id)
            tokens[id] = token
            tokens[id]?.id = id
            vocabulary.insert(token.content, id)
            if !special.contains(key) { entries.append((token.content, token.isNormalized)) }
        }
    }

    /// The tokens to look for in the text as it was given (`isNormalized` false) or normalized.
    func searched(isNormalized: Bool) -> [AddedToken] {
        entries.filter { $0.isNormalized == isNormalized }.compactMap { entry in
            ids[Array(entry.content.utf8)].flatMap { tokens[$0] }.map(marked)
        }
    }

    /// The tokens by id.
    var byID: [Int: AddedToken] { tokens.mapValues(marked) }

    private func marked(_ token: AddedToken) -> AddedToken {
        var token = token
        token.isSpecial = isSpecial(token.content)
        return token
    }
}
