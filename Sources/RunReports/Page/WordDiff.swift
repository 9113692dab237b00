/// The words of two texts that are not in the other, by a longest common subsequence of words.
///
/// ```swift
/// WordDiff("in the hall", "in a hall").left    // [common "in ", only "the", common " hall"]
/// ```
/// Joining the runs of a side gives back its text.
package struct WordDiff: Sendable, Equatable {
    /// A stretch of one side.
    package struct Run: Sendable, Equatable {
        package var text: String
        /// Not in the other text at this place.
        package var isOnly: Bool
        package init(_ text: String, isOnly: Bool) {
            self.text = text
            self.isOnly = isOnly
        }
    }

    package let left: [Run]
    package let right: [Run]

    /// Time and memory grow with the product of the numbers of differing words.
    package init(_ left: String, _ right: String) {
        let a = Self.words(left)
        let b = Self.words(right)
        var isOnlyA = Array(repeating: true, count: a.count)
        var isOnlyB = Array(repeating: true, count: b.count)
        for (i, j) in Self.common(a, b) {
            isOnlyA[i] = false
            isOnlyB[j] = false
        }
        self.left = Self.runs(a, isOnlyA)
        self.right = Self.runs(b, isOnlyB)
    }

    /// Words, stretches of white space and single other characters; scripts written without spaces
    /// are cut into characters.
    package static func words(_ text: String) -> [Substring] {
        enum Kind { case word, space, single }
        func kind(_ character: Character) -> Kind {
            if character.isWhitespace { return .space }
            let value = character.unicodeScalars.first!.value
            // Thai to Khmer, kana, ideographs.
            if 0x0E00...0x0EFF ~= value || 0x1780...0x17FF ~= value || 0x3040...0x30FF ~= value
                || 0x3400...0x9FFF ~= value || 0x20000...0x3FFFF ~= value
            {
                return .single
            }
            return character.isLetter || character.isNumber ? .word : .single
        }
        var words: [Substring] = []
        var start = text.startIndex
        var last: Kind?
        for index in text.indices {
            let now = kind(text[index])
            if let last, now != last || now == .single {
                words.append(text[start..<index])
                start = index
            }
            last = now
        }
        if start < text.endIndex { words.append(text[start...]) }
        return words
    }

    /// Index pairs of a longest common subsequence, ascending.
    package static func common(_ a: [Substring], _ b: [Substring]) -> [(Int, Int)] {
        var head = 0
        while head < a.count, head < b.count, a[head] == b[head] { head += 1 }
        var tail = 0
        while tail < a.count - head, tail < b.count - head,
            a[a.count - 1 - tail] == b[b.count - 1 - tail]
        {
            tail += 1
        }
        let (rows, columns) = (a.count - head - tail, b.count - head - tail)
        // length[i * (columns + 1) + j]: of the rest of a from i and of b from j.
        var length = Array(repeating: Int32(0), count: (rows + 1) * (columns + 1))
        for i in (0..<rows).reversed() {
            for j in (0..<columns).reversed() {
                let here = i * (columns + 1) + j
                length[here] =
                    a[head + i] == b[head + j]
                    ? length[here + columns + 2] + 1
                    : max(length[here + columns + 1], length[here + 1])
            }
        }
        var pairs = (0..<head).map { ($0, $0) }
        var (i, j) = (0, 0)
        while i < rows, j < columns {
            let here = i * (columns + 1) + j
            if a[head + i] == b[head + j] {
                pairs.append((head + i, head + j))
                (i, j) = (i + 1, j + 1)
            } else if length[here + columns + 1] >= length[here + 1] {
                i += 1
            } else {
                j += 1
            }
        }
        pairs += (0..<tail).map { (a.count - tail + $0, b.count - tail + $0) }
        return pairs
    }

    /// Joins neighbours of one kind; a space between two marked words is marked with them.
    static func runs(_ words: [Substring], _ isOnly: [Bool]) -> [Run] {
        var runs: [Run] = []
        for (index, word) in words.enumerated() {
            let bridges =
                index > 0 && index + 1 < words.count && isOnly[index - 1] && isOnly[index + 1]
                && word.allSatisfy(\.isWhitespace)
            let marked = isOnly[index] || bridges
            if runs.last?.isOnly == marked {
                runs[runs.count - 1].text += word
            } else {
                runs.append(Run(String(word), isOnly: marked))
            }
        }
        return runs
    }
}
