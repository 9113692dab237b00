import Torch

/// Keys and values of one prompt, kept for prompts that begin alike.
///
/// Needle probes of one text differ in a question and in where the text ends. Taken in the order of
/// their tokens, each computes only what it does not share with the one before:
///
///     the old mill ... a quiet road | Where is the key?
///     the old mill ... a quiet road . In spring ... | Where is the key?
///
/// Rows with ablated heads share nothing: their keys are others. One cache belongs to one model.
/// `PromptCache` says why the two are not one type.
public final class PrefixCache {
    private(set) var tokens: [Int] = []
    private(set) var cache = KeyValueCache(padding: [0], capacity: 1)

    public init() {}

    /// The number of tokens that two prompts share at their beginning.
    static func common(_ one: [Int], _ two: [Int]) -> Int {
        zip(one, two).prefix { $0 == $1 }.count
    }

    /// Computes the missing tokens of `prompt`.
    ///
    /// - Parameter gates: of one row; the same ones in all calls, for other gates make other keys.
    func extend(
        to prompt: [Int], model: DecoderModel, chunk: Int, gates: HeadGateTensors? = nil
    ) throws {
        let shared = Self.common(tokens, prompt)
        if shared == 0 { cache = KeyValueCache(padding: [0], capacity: prompt.count) }
        cache.truncate(to: shared)
        // Still true if the rest fails.
        tokens = Array(prompt.prefix(shared))
        for start in stride(from: shared, to: prompt.count, by: chunk) {
            let part = Array(prompt[start..<min(start + chunk, prompt.count)])
            _ = try model.hiddenStates(
                Tensor(part, shape: [1, part.count]).to(model.device), cache: cache,
                gates: gates, lastTokenOnly: true)
        }
        tokens = prompt
    }

    /// Computes what groups of prompts share with the longest of each, group by group.
    ///
    /// - Parameter batch: takes these columns of all prompts, aligned at their ends.
    /// - Returns: the column from which on nothing is shared; 0 when too little would be.
    @discardableResult
    func extend(
        for prompts: [[Int]], model: DecoderModel, chunk: Int, into batch: KeyValueCache? = nil
    ) throws -> Int {
        guard let groups = PrefixGroups(prompts) else { return 0 }
        for group in groups.list {
            try extend(to: group.sharedPrefix, model: model, chunk: chunk)
            try batch?.copyPrefix(of: cache, into: group.rows, upTo: groups.first)
        }
        return groups.first
    }
}

/// Prompts of a batch in groups with a shared prefix, and the columns that can be taken from one prompt
/// of each group.
///
///     the old mill ... a quiet road | Where is the key?             group 1, its longest is the shared prefix
///     the old mill ... a quiet road . In spring ... | Where ...
///     The key is under the pot. the old mill ... | Where ...        group 2
///
/// The shared prefixes are computed one by one and copied into their rows; from column `first` on all rows are
/// computed at once.
struct PrefixGroups {
    struct Group {
        var rows: [Int]
        /// Its longest prompt but the last token, which has to be computed for its state.
        var sharedPrefix: [Int]
    }

    let list: [Group]
    /// The column, of prompts aligned at their ends, from which on nothing is shared.
    let first: Int

    /// Nil when too little would be shared: less than half of the columns, or fewer than two rows a
    /// group.
    init?(_ prompts: [[Int]]) {
        let width = prompts.map(\.count).max() ?? 0
        var groups: [[Int]] = []
        for (row, prompt) in prompts.enumerated() {
            if let last = groups.last?.last, Self.areAlike(prompts[last], prompt) {
                groups[groups.count - 1].append(row)
            } else {
                groups.append([row])
            }
        }
        guard groups.count == 1 || groups.count * 2 <= prompts.count else { return nil }
        var longestOwn = 1
        list = groups.map { rows in
            let longest = rows.map { prompts[$0] }.max { $0.count < $1.count } ?? []
            for row in rows {
                let prompt = prompts[row]
                let common = min(PrefixCache.common(prompt, longest), prompt.count - 1)
                longestOwn = max(longestOwn, prompt.count - common)
            }
            return Group(rows: rows, sharedPrefix: longest.dropLast())
        }
        first = width - longestOwn
        guard first * 2 >= width, first > 0 else { return nil }
    }

    /// Whether prompts share half of the shorter one.
    static func areAlike(_ one: [Int], _ two: [Int]) -> Bool {
        2 * PrefixCache.common(one, two) >= min(one.count, two.count)
    }
}
