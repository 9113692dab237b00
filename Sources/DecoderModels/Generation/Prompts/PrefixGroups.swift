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
