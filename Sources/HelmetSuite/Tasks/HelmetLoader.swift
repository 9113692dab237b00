import Foundation
import Storage

/// Reads the data of a task as HELMET's loaders do: which rows, in which order, with which demonstrations.
struct HelmetLoader {
    let checkout: HelmetCheckout
    let folder: HelmetFolder

    /// - Throws: `UsageError` for datasets that cannot be read here, `DataError` for files that are not what they
    ///   should be.
    func load(_ task: HelmetTask) throws -> HelmetTaskData {
        let name = task.dataset
        func holds(_ parts: String...) -> Bool { parts.contains { name.containsExactly($0) } }
        // In the order of HELMET's own choice, since some names hold several of these.
        if holds("popqa", "nq", "hotpotqa", "triviaqa") { return try questions(task) }
        if name.isExactly("json_kv") { return try keyValues(task) }
        if holds("narrativeqa", "infbench", "multi_lexsum"), !holds("msmarco", "alce", "icl") {
            throw UsageError(
                "\(name) is cut by the tokens of Llama 2, whose tokenizer cannot be read; leave out its category."
            )
        }
        if holds("msmarco") { return try rankings(task) }
        if holds("alce") { return try citations(task) }
        if holds("icl") { return try labels(task) }
        if holds("ruler") { return try ruler(task) }
        throw UsageError("the dataset \(name) is not known.")
    }

    /// What `FormatText` asks of an item's fields.
    static func values(_ fields: [JSONMember]) -> (String) -> JSONValue? {
        { name in fields.last { $0.key.isExactly(name) }?.value }
    }

    /// SHA-256 of a key's text as a number, modulo 2^31.
    static func hash(_ text: String, plus seed: Int = 0) -> UInt32 {
        // The modulus leaves the lowest bits alone.
        let low = UInt64(Fingerprint.of(text).suffix(8), radix: 16) ?? 0
        return UInt32((low + UInt64(seed)) % (1 << 31))
    }

    /// The places of `count` rows in the order of a shuffle, at most `most` of them; in their own order where all are
    /// wanted.
    static func shuffled(_ count: Int, seed: UInt32, most: Int?) -> [Int] {
        guard let most else { return Array(0..<count) }
        return Array(NumpyPermutation.of(count, seed: seed).prefix(most))
    }
}

/// Draws of keys.
extension HelmetLoader {
    /// A key of rows: a text or a number, in Python's order and as Python's `str` writes it.
    enum Key: Hashable, Comparable {
        case number(Int)
        case text(ExactText)

        /// - Throws: `DataError` for another kind.
        init(_ value: JSONValue?, _ name: String) throws {
            switch value {
            case .int(let number)?: self = .number(number)
            case .string(let text)?: self = .text(ExactText(text))
            default: throw DataError("the field \"\(name)\" is no text and no whole number.")
            }
        }

        var text: String {
            switch self {
            case .number(let number): "\(number)"
            case .text(let text): text.text
            }
        }
    }

    /// The keys of the rows that are asked: all, or a draw from them in sorted order.
    static func drawn(_ keys: Set<Key>, most: Int?, seed: Int) -> Set<Key> {
        guard let most else { return keys }
        var random = PythonRandom(seed: UInt64(seed))
        return Set(random.sample(keys.sorted(), min(most, keys.count)))
    }

    /// Rows in the order of a shuffle, of each key the first one alone.
    static func firsts(
        of keys: [Key], seed: UInt32, where isWanted: (Int) -> Bool = { _ in true }
    ) -> [Int] {
        let kept = keys.indices.filter(isWanted)
        var seen: Set<Key> = []
        return NumpyPermutation.of(kept.count, seed: seed).map { kept[$0] }
            .filter { seen.insert(keys[$0]).inserted }
    }
}
