import Numbers

/// A row of training text while it is put together.
struct TrainingRow {
    let length: Int
    private(set) var tokens: [Int32] = []
    private(set) var weights: [Float] = []
    /// Answers come from memory, none from a book.
    var isClosedBook = false
    /// Token indices at which a sentence or a turn begins: where positions may skip.
    private(set) var boundaries: [Int] = [0]

    /// What predicting a token outside answers counts.
    static let contextWeight: Float = 0.1

    init(length: Int) { self.length = length }

    var left: Int { length - tokens.count }

    mutating func append(_ ids: [Int32], weight: Float = contextWeight) {
        tokens += ids
        weights.append(contentsOf: repeatElement(weight, count: ids.count))
    }

    mutating func markBoundary() { boundaries.append(tokens.count) }

    /// Cuts at the length, or fills up with padding that counts for nothing.
    mutating func finish(padding: Int32) {
        if left < 0 {
            tokens.removeLast(-left)
            weights.removeLast(weights.count - length)
        }
        append(Array(repeating: padding, count: left), weight: 0)
    }

    /// Positions 0, 1, 2, … with up to four skips, at boundaries, of at most `most` in total.
    func positions(skipping most: Int, _ stream: inout SeededGenerator) -> [Int32] {
        var jumps = [Int](repeating: 0, count: length)
        if most > 0, stream.uniform() < 0.85 {
            var total = stream.below(most + 1)
            let places = boundaries.filter { $0 < length }
            for _ in 0..<1 + stream.below(4) {
                let part = stream.below(total + 1)
                jumps[stream.pick(places)] += part
                total -= part
            }
        }
        var position = -1
        return jumps.map { jump in
            position += 1 + jump
            return Int32(position)
        }
    }
}
