import Torch

/// Sequences of one forward pass, padded on the right.
///
/// Attention is causal, so a real token never sees the padding after it and no mask is needed.
///
///     p p a a a .        places of a: those whose next token is in an answer
///     p p a . . .
struct PairBatch {
    /// Token ids, [rows, length] int64.
    let tokens: Tensor
    /// Flat places (row * length + column) of the tokens before those of answers, row by row.
    let places: Tensor
    /// The tokens of answers after those places, [N] int64.
    let targets: Tensor
    /// Row of each place, [N] int64.
    let rows: Tensor
    /// Tokens of answers in each row.
    let scored: [Int]

    init(_ sides: [TokenizedPair.Side], device: Device) throws {
        let length = sides.map(\.count).max() ?? 0
        var (tokens, places, targets, rows): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
        for (row, side) in sides.enumerated() {
            let ids = side.tokens
            tokens += ids + Array(repeating: 0, count: length - ids.count)
            for place in ids.count - side.scored..<ids.count {
                places.append(row * length + place - 1)
                targets.append(ids[place])
                rows.append(row)
            }
        }
        self.tokens = try Tensor(tokens, shape: [sides.count, length]).to(device)
        self.places = try Tensor(places, shape: [places.count]).to(device)
        self.targets = try Tensor(targets, shape: [targets.count]).to(device)
        self.rows = try Tensor(rows, shape: [rows.count]).to(device)
        scored = sides.map(\.scored)
    }
}
