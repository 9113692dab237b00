/// Prompts of a batch in families that begin alike, and how much of them can be taken from one prompt
/// of each family.
///
///     the old mill ... a quiet road | Where is the key?             family 1, its longest is the trunk
///     the old mill ... a quiet road . In spring ... | Where ...
///     The key is under the pot. the old mill ... | Where ...        family 2
///
/// The trunks are computed one by one and copied into their rows; from column `first` on all rows are
/// computed at once.
struct PromptFamilies {
    struct Family {
        var rows: [Int]
        /// Its longest prompt but the last token, which has to be computed for its state.
        var trunk: [Int]
    }

    let list: [Family]
    /// The column, of prompts aligned at their ends, from which on nothing is shared.
    let first: Int

    /// Nil when too little would be shared: less than half of the columns, or fewer than two rows a
    /// family.
    init?(_ prompts: [[Int]]) {
        let width = prompts.map(\.count).max() ?? 0
        var families: [[Int]] = []
        for (row, prompt) in prompts.enumerated() {
            if let last = families.last?.last, Self.areAlike(prompts[last], prompt) {
                families[families.count - 1].append(row)
            } else {
                families.append([row])
            }
        }
        guard families.count == 1 || families.count * 2 <= prompts.count else { return nil }
        var longestOwn = 1
        list = families.map { rows in
            let trunk = rows.map { prompts[$0] }.max { $0.count < $1.count } ?? []
            for row in rows {
                let prompt = prompts[row]
                let common = min(PrefixStore.common(prompt, trunk), prompt.count - 1)
                longestOwn = max(longestOwn, prompt.count - common)
            }
            return Family(rows: rows, trunk: trunk.dropLast())
        }
        first = width - longestOwn
        guard first * 2 >= width, first > 0 else { return nil }
    }

    /// Whether prompts share half of the shorter one.
    static func areAlike(_ one: [Int], _ two: [Int]) -> Bool {
        2 * PrefixStore.common(one, two) >= min(one.count, two.count)
    }
}
