import DecoderModels

/// Sequences of one forward pass, packed: those of a group share what they begin with like its
/// first one.
///
///     [p p a a][p p b]  [q q c][q q d d]
///     p p a a b q q c d d
///       ^ ^       ^   ^          places of tokens before those of answers; the last token of a
///                                prompt is one for each of its answers
struct PackedBatch {
    let tokens: PackedTokens
    /// Places of the tokens before those of answers, row by row.
    let places: [Int]
    /// The tokens of answers after those places.
    let targets: [Int]
    /// Row of each place: the first sequences of all groups come first, then the second ones.
    let rows: [Int]
    /// Tokens of answers in each row.
    let scored: [Int]

    init(_ groups: [[TokenizedPair.Side]]) {
        var tokens = PackedTokens()
        let sequences = groups.map { group in
            group.enumerated().map {
                $0 == 0 ? tokens.append($1.tokens) : tokens.appendSharingPrefix($1.tokens)
            }
        }
        self.tokens = tokens
        var (places, targets, rows, scored): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
        for member in 0..<(groups.map(\.count).max() ?? 0) {
            for (group, sides) in groups.enumerated() where member < sides.count {
                let (ids, side) = (sides[member].tokens, sides[member])
                for index in ids.count - side.scored..<ids.count {
                    places.append(sequences[group][member].index(of: index - 1))
                    targets.append(ids[index])
                    rows.append(scored.count)
                }
                scored.append(side.scored)
            }
        }
        (self.places, self.targets, self.rows, self.scored) = (places, targets, rows, scored)
    }
}
