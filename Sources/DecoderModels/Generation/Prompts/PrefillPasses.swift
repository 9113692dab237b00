/// Which prompts are computed in one pass.
///
/// Prompts of a pass are padded to the longest. When sixty of them join at once, of 20 to 500 tokens, most of what one pass
/// computes is padding; a few passes of like lengths compute half of it, and as fast, for some thousand tokens fill
/// the machine. Where little is padding there is one pass.
struct PrefillPasses {
    /// Rows of each pass, longest prompts first.
    let rows: [[Int]]

    /// - Parameters:
    ///   - lengths: tokens of each prompt.
    ///   - tokens: of a pass at most, padding included, where prompts are split; a prompt that is longer is a
    ///     pass of its own.
    init(_ lengths: [Int], tokens: Int) {
        let padded = lengths.count * (lengths.max() ?? 0)
        // A fifth of padding is cheaper than putting passes together again.
        guard padded > tokens, lengths.reduce(0, +) * 5 < padded * 4 else {
            rows = lengths.isEmpty ? [] : [Array(lengths.indices)]
            return
        }
        let order = lengths.indices.sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
        var passes: [[Int]] = []
        for row in order {
            if let last = passes.last, (last.count + 1) * lengths[last[0]] <= tokens {
                passes[passes.count - 1].append(row)
            } else {
                passes.append([row])
            }
        }
        rows = passes
    }
}
