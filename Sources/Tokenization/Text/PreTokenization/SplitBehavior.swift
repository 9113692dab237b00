/// The treatment of the matches of a split.
enum SplitBehavior: String, Sendable, CaseIterable {
    case isolated = "Isolated"
    case removed = "Removed"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"

    /// A stretch of the text, and whether it is a match.
    typealias Part = (range: Range<Int>, isMatch: Bool)

    /// The pieces that parts become. Empty matches are parts, too, and separate their neighbours.
    func joined(_ parts: [Part]) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var wasMatch = false
        func extend(_ part: Range<Int>) {
            pieces[pieces.count - 1] = pieces[pieces.count - 1].lowerBound..<part.upperBound
        }
        for (part, isMatch) in parts {
            switch self {
            case .isolated: pieces.append(part)
            case .removed: if !isMatch { pieces.append(part) }
            case .contiguous:
                if isMatch == wasMatch && !pieces.isEmpty {
                    extend(part)
                } else {
                    pieces.append(part)
                }
            case .mergedWithPrevious:
                if isMatch && !wasMatch && !pieces.isEmpty {
                    extend(part)
                } else {
                    pieces.append(part)
                }
            case .mergedWithNext:
                if wasMatch && !isMatch { extend(part) } else { pieces.append(part) }
            }
            wasMatch = isMatch
        }
        return pieces
    }
}
