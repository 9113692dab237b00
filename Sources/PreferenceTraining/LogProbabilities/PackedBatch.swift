import DecoderModels
import Torch

/// Sequences of one forward pass, packed: those of a group share what they begin with like its
/// first one.
///
///     [p p a a][p p b]  [q q c][q q d d]
///     p p a a b q q c d d
///       ^ ^       ^   ^          indices of tokens before those of answers; the last token of
///                                a prompt is one for each of its answers
struct PackedBatch {
    let tokens: PackedTokens
    /// Indices of the tokens before those of answers, row by row.
    let indices: [Int]
    /// The tokens of answers after those.
    let targets: [Int]
    /// Row of each of them: the first sequences of all groups come first, then the second ones.
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
        var (indices, targets, rows, scored): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
        for member in 0..<(groups.map(\.count).max() ?? 0) {
            for (group, sides) in groups.enumerated() where member < sides.count {
                let (ids, side) = (sides[member].tokens, sides[member])
                for position in ids.count - side.scored..<ids.count {
                    indices.append(sequences[group][member].index(of: position - 1))
                    targets.append(ids[position])
                    rows.append(scored.count)
                }
                scored.append(side.scored)
            }
        }
        (self.indices, self.targets, self.rows, self.scored) = (indices, targets, rows, scored)
    }
}

/// Sequences of one forward pass, padded on the right.
///
/// Attention is causal, so a real token never sees the padding after it and no mask is needed.
///
///     p p a a a .        indices of a: those whose next token is in an answer
///     p p a . . .
struct PairBatch {
    /// Token ids, [rows, length] int64.
    let tokens: Tensor
    /// Flat indices (row * length + column) of the tokens before those of answers, row by row.
    let indices: Tensor
    /// The tokens of answers after those, [N] int64.
    let targets: Tensor
    /// Row of each of them, [N] int64.
    let rows: Tensor
    /// Tokens of answers in each row.
    let scored: [Int]

    init(_ sides: [TokenizedPair.Side], device: Device) throws {
        let length = sides.map(\.count).max() ?? 0
        var (tokens, indices, targets, rows): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
        for (row, side) in sides.enumerated() {
            let ids = side.tokens
            tokens += ids + Array(repeating: 0, count: length - ids.count)
            for column in ids.count - side.scored..<ids.count {
                indices.append(row * length + column - 1)
                targets.append(ids[column])
                rows.append(row)
            }
        }
        self.tokens = try Tensor(tokens, shape: [sides.count, length]).to(device)
        self.indices = try Tensor(indices, shape: [indices.count]).to(device)
        self.targets = try Tensor(targets, shape: [targets.count]).to(device)
        self.rows = try Tensor(rows, shape: [rows.count]).to(device)
        scored = sides.map(\.scored)
    }
}
