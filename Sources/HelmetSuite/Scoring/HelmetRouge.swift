import Numbers

/// ROUGE-L of whole texts and of their lines (Lin 2004), equal to `rougeL` and `rougeLsum` of the `rouge_score`
/// package with stemming.
enum HelmetRouge {
    /// Precision, recall and their harmonic mean, by the operations of the package.
    struct Score: Equatable {
        var (precision, recall) = (0.0, 0.0)

        /// - Parameters:
        ///   - hits: words that both have.
        ///   - reference: words of the answer.
        ///   - text: words of the text.
        init(hits: Int, of reference: Int, in text: Int) {
            guard reference > 0, text > 0 else { return }
            precision = Double(hits) / Double(text)
            recall = Double(hits) / Double(reference)
        }

        var f1: Double {
            precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
        }
    }

    static func longest(_ text: String, _ answer: String) -> Score {
        let (left, right) = (RougeWords.split(answer), RougeWords.split(text))
        let shared = places(left, right).count
        return Score(hits: shared, of: left.count, in: right.count)
    }

    /// Lines are sentences: of each of the answer's lines, the words that it shares with any line of the text, no word
    /// more often than both texts have it.
    static func summary(_ text: String, _ answer: String) -> Score {
        func lines(_ text: String) -> [[String]] {
            text.unicodeScalars.split(separator: "\n").map { RougeWords.split(String($0)) }
        }
        let (wanted, given) = (lines(answer), lines(text))
        var ofWanted = Dictionary(wanted.joined().map { ($0, 1) }, uniquingKeysWith: +)
        var ofGiven = Dictionary(given.joined().map { ($0, 1) }, uniquingKeysWith: +)
        let counts = (wanted.joined().count, given.joined().count)
        var hits = 0
        for line in wanted {
            let union = given.reduce(into: Set<Int>()) { $0.formUnion(places(line, $1)) }
            for place in union.sorted() {
                let word = line[place]
                guard ofGiven[word] ?? 0 > 0, ofWanted[word] ?? 0 > 0 else { continue }
                hits += 1
                ofGiven[word, default: 0] -= 1
                ofWanted[word, default: 0] -= 1
            }
        }
        return Score(hits: hits, of: counts.0, in: counts.1)
    }

    /// Places in `left` of one longest common subsequence: of several that one which the package finds, from the end
    /// and to the left's beginning before the right's.
    static func places(_ left: [String], _ right: [String]) -> [Int] {
        let width = right.count + 1
        var table = [Int](repeating: 0, count: (left.count + 1) * width)
        for (row, word) in left.enumerated() {
            for (column, other) in right.enumerated() {
                let place = (row + 1) * width + column + 1
                table[place] =
                    word == other  // exact: letters a-z and digits
                    ? table[row * width + column] + 1 : max(table[place - width], table[place - 1])
            }
        }
        var (row, column, found) = (left.count, right.count, [Int]())
        while row > 0, column > 0 {
            if left[row - 1] == right[column - 1] {  // exact: letters a-z and digits
                found.append(row - 1)
                (row, column) = (row - 1, column - 1)
            } else if table[row * width + column - 1] > table[(row - 1) * width + column] {
                column -= 1
            } else {
                row -= 1
            }
        }
        return found.reversed()
    }
}
