/// A filler and the tokens of each of its sentences, counted when first asked for.
final class TokenCountedFiller {
    let filler: Filler
    let encoder: any PromptEncoder
    private var costs: [Int?]
    /// Sentences encoded in one go: long enough to amortise the call, short enough that a small
    /// budget does not encode a whole library.
    static let block = 64

    init(_ filler: Filler, encoder: any PromptEncoder) {
        self.filler = filler
        self.encoder = encoder
        costs = Array(repeating: nil, count: filler.sentences.count)
    }

    /// The sentence at `position` of the endless filler; never without a separator.
    func sentence(_ position: Int) -> Sentence {
        var sentence = filler.sentences[position % filler.sentences.count]
        if sentence.separator.isEmpty { sentence.separator = " " }
        return sentence
    }

    /// Tokens of a sentence and its separator, when it follows another sentence.
    ///
    /// Byte-level pre-tokenizers cut at white space, so costs add up to the tokens of the whole
    /// text, give or take a token; the caller corrects by encoding the final prompt.
    func cost(_ position: Int) throws -> Int {
        let index = position % filler.sentences.count
        if let known = costs[index] { return known }
        let block = index..<min(index + Self.block, filler.sentences.count)
        var text = ""
        var ends: [Int] = []
        for member in block {
            let sentence = sentence(member)
            text += sentence.separator + sentence.text
            ends.append(
                (ends.last ?? 0) + sentence.separator.unicodeScalars.count
                    + sentence.text.unicodeScalars.count)
        }
        var counts = Array(repeating: 0, count: block.count)
        var member = 0
        for piece in try encoder.pieces(of: text, addSpecialTokens: false) {
            while member + 1 < ends.count, piece.range.lowerBound >= ends[member] { member += 1 }
            counts[member] += 1
        }
        for (offset, count) in counts.enumerated() { costs[block.lowerBound + offset] = count }
        return counts[0]
    }

    /// Positions of the sentences that fill `budget` tokens, from `start` on, in order.
    ///
    /// The filler's own sentences one after the other, as far as they fit; only the last few are
    /// chosen among those that follow, so that their sum comes as close to the budget as it can.
    func positions(filling budget: Int, from start: Int) throws -> [Int] {
        var chosen: [Int] = []
        var left = budget
        var emptyInARow = 0
        for next in start... {
            let cost = try self.cost(next)
            // Sentences without a token (a lone control character) would never fill anything.
            emptyInARow = cost == 0 ? emptyInARow + 1 : 0
            guard cost <= left, emptyInARow < filler.sentences.count else { break }
            chosen.append(next)
            left -= cost
        }
        for _ in 0..<min(Self.adjusted, chosen.count) { left += try cost(chosen.removeLast()) }
        let next = chosen.last.map { $0 + 1 } ?? start
        return chosen + (try subset(of: next..<next + Self.window, filling: left))
    }

    /// Sentences at the end of a context that are chosen for their length.
    static let adjusted = 3
    /// Sentences they are chosen from.
    static let window = 32

    /// The positions whose costs add up to the most that is at most `budget`; of equal sums the one
    /// found with the earliest positions.
    func subset(of positions: Range<Int>, filling budget: Int) throws -> [Int] {
        // Positions by the sum that they reach, grown one candidate at a time.
        var reached: [Int: [Int]] = [0: []]
        for position in positions where reached[budget] == nil {
            let cost = try self.cost(position)
            guard cost > 0 else { continue }
            for sum in reached.keys.sorted() where sum + cost <= budget {
                guard reached[sum + cost] == nil, reached[sum]?.last != position else { continue }
                reached[sum + cost] = (reached[sum] ?? []) + [position]
            }
        }
        return reached.max { $0.key < $1.key }?.value ?? []
    }
}
