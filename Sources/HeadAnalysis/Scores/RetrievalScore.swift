/// The share of a needle that a head copied: the definition that everything else rests on.
///
/// At every decoding step a head attends most to one position of the prompt. When that position
/// lies in the needle and holds the very token that the model generates at this step, the head has
/// copied that needle token. The score is the share of the needle's tokens that it copied:
///
///     score(h) = |{ p in needle : at some step t, argmax_j a_h(t, j) = p and y(t) = x(p) }|
///                ──────────────────────────────────────────────────────────────────────────
///                                            |needle|
///
/// - `a_h(t, j)`: attention of head h to position j in the step that produces token t
/// - `x(p)`: prompt token at p; `y(t)`: generated token
///
/// Range 0 (copied nothing) to 1 (copied every token). Each needle token counts once, however often
/// it is generated; the published code counts every repeat, so its values can exceed 1. After Wu et
/// al., "Retrieval Head Mechanistically Explains Long-Context Factuality" (2024).
///
/// Worked example. The prompt is `the hat is red .` with ids 10 11 12 13 14, the needle `hat is red`
/// at 1..<4. The model generates `hat red red` (11 13 13).
///
/// | step | token  | head A looks at | credit | head B looks at | credit |
/// |------|--------|-----------------|--------|-----------------|--------|
/// | 0    | hat 11 | 1 `hat`         | 1      | 0 `the`         |        |
/// | 1    | red 13 | 3 `red`         | 3      | 2 `is`          |        |
/// | 2    | red 13 | 3 `red`         | again  | 3 `red`         | 3      |
///
/// A copied {1, 3}: score 2/3. B copied {3}: score 1/3.
///
/// Misleads: a model that paraphrases copies nothing and all heads score 0; a head that
/// moves the information in an earlier layer, or spreads its attention, earns nothing for it; a
/// model that fails says little, which is why only successful probes enter the mean.
public enum RetrievalScore {
    /// Scores of all heads in one probe.
    ///
    /// - Parameters:
    ///   - prompt: token ids of the prompt.
    ///   - needle: positions of the needle in `prompt`.
    ///   - generated: token ids, in order.
    ///   - attended: `[step][head]`, the position each head attends to most in the step that
    ///     produces `generated[step]`; positions at or after `prompt.count` are generated tokens.
    ///   - heads: heads in each row of `attended`, in any fixed order (layer-major in this package).
    /// - Returns: `[head]`, each 0...1.
    public static func scores(
        prompt: [Int], needle: Range<Int>, generated: [Int], attended: [[Int]], heads: Int
    ) -> [Double] {
        guard !needle.isEmpty else { return Array(repeating: 0, count: heads) }
        var copied = Array(repeating: false, count: heads * needle.count)
        for (token, positions) in zip(generated, attended) {
            for (head, position) in positions.enumerated() where needle.contains(position) {
                guard prompt[position] == token else { continue }
                copied[head * needle.count + position - needle.lowerBound] = true
            }
        }
        return (0..<heads).map { head in
            let own = copied[head * needle.count..<(head + 1) * needle.count]
            return Double(own.count { $0 }) / Double(needle.count)
        }
    }
}
