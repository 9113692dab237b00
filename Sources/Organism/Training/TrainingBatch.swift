import Numbers

/// The rows of one pre-training step; every row has the same number of tokens.
///
/// The loss of a step is the mean over all rows and all positions `t >= 1` of
/// `weights[row][t] * crossEntropy(logits[row][t - 1], tokens[row][t])`, divided by the sum of those
/// weights: `weights[row][t]` says how much *predicting* token `t` counts, and `weights[row][0]`
/// counts for nothing.
package struct TrainingBatch: Sendable, Equatable {
    /// Token ids, `[rows][length]`.
    package var tokens: [[Int32]]
    /// 1 on the tokens of answers, a small number on the rest, 0 on padding; `[rows][length]`.
    package var weights: [[Float]]
    /// Positions for the rotary embedding, strictly rising, with skips; `[rows][length]`.
    package var positions: [[Int32]]

    /// The highest rate of head dropout that each row may draw, 0 to 1; `[rows]`.
    package var headDropout: [Double]

    /// Rows of these values, which are not checked.
    package init(
        tokens: [[Int32]], weights: [[Float]], positions: [[Int32]], headDropout: [Double]
    ) {
        self.tokens = tokens
        self.weights = weights
        self.positions = positions
        self.headDropout = headDropout
    }
}

/// A row of training text while it is put together.
struct TrainingRow {
    let length: Int
    private(set) var tokens: [Int32] = []
    private(set) var weights: [Float] = []
    /// Answers come from memory, none from a book.
    var isClosedBook = false
    /// Token indices at which a sentence or a turn begins: where positions may skip.
    private(set) var boundaries: [Int] = [0]

    /// Weight of predicting a token outside answers.
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

/// Texts of the world to token ids, a remembered word at a time.
///
/// No token of the organism spans a space, so the ids of a text are the ids of its words, each with
/// the space before it. Words seen when the encoder was made cost one look-up; others are encoded
/// every time. Immutable, hence safe to share between threads.
struct WordEncoder: Sendable {
    private let known: [String: [Int32]]
    private let tokenizer: any WorldTokenizer

    /// - Parameter sample: texts whose words are remembered.
    init(sample: [String], tokenizer: any WorldTokenizer) throws {
        var known: [String: [Int32]] = [:]
        for text in sample {
            for word in text.split(separator: " ") where known[String(word)] == nil {
                known[String(word)] = try tokenizer.ids(" " + word).map(Int32.init)
            }
        }
        self.known = known
        self.tokenizer = tokenizer
    }

    /// The ids of a text that follows a space.
    func ids(_ text: String) throws -> [Int32] {
        var ids: [Int32] = []
        ids.reserveCapacity(16)
        for word in text.utf8.split(separator: UInt8(ascii: " ")) {
            let word = String(Substring(word))
            if let found = known[word] {
                ids += found
            } else {
                ids += try tokenizer.ids(" " + word).map(Int32.init)
            }
        }
        return ids
    }
}
