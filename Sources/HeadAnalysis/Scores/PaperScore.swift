/// The published score of a probe: every step at which a head looks at the needle token that is
/// generated adds `1 / needle tokens`. Repeats count again, so values can exceed 1.
///
/// With the example of ``RetrievalScore``, head A copies `hat`, `red` and `red` again: 3/3, where
/// the default mode says 2/3.
public enum PaperScore {
    /// The step with this token is the last; the id is Llama 2's, whatever the model is.
    public static let stopID = 144

    /// - Parameters:
    ///   - prompt: token ids of the prompt.
    ///   - needle: positions of the needle, empty when it was not found.
    ///   - generated: token ids; step t generates `generated[t]`.
    ///   - attended: `[step][layer * heads + head]`, absolute positions.
    ///   - windows: one a layer, columns that the layer's cache keeps at a decoding step. The
    ///     published code takes the place within what is kept for the place in the prompt.
    /// - Returns: `[layer * heads + head]`.
    public static func scores(
        prompt: [Int], needle: Range<Int>, generated: [Int], attended: [[Int]], windows: [Int?]
    ) -> [Double] {
        let count = attended.first?.count ?? 0
        var scores = [Double](repeating: 0, count: count)
        guard !needle.isEmpty, !windows.isEmpty else { return scores }
        let (heads, share) = (count / windows.count, 1 / Double(needle.count))
        for (step, token) in generated.enumerated() {
            let columns = prompt.count + step
            for index in 0..<count {
                let dropped = windows[index / heads].map { max(0, columns - $0) } ?? 0
                let place = attended[step][index] - dropped
                guard needle.contains(place), place < prompt.count, prompt[place] == token else {
                    continue
                }
                scores[index] += share
            }
        }
        return scores
    }
}
