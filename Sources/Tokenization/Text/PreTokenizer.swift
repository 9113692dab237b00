import Artifacts

/// Cuts a text into the pieces within which merges happen.
indirect enum PreTokenizer: Sendable {
    case sequence([PreTokenizer])
    /// A regular expression; see ``SplitBehavior``.
    case split(RegexPattern, SplitBehavior, inverted: Bool)
    /// The mapping of bytes to characters; no cut of its own unless it uses GPT-2's expression.
    case byteLevel(addsPrefixSpace: Bool, RegexPattern?)
    case digits(RegexPattern)

    /// What becomes of the matches of a split.
    enum SplitBehavior: String, Sendable, CaseIterable {
        case isolated = "Isolated"
        case removed = "Removed"
        case mergedWithPrevious = "MergedWithPrevious"
        case mergedWithNext = "MergedWithNext"
        case contiguous = "Contiguous"
    }

    /// GPT-2's expression, which `ByteLevel` uses unless told otherwise.
    static let gpt2 =
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

    var addsPrefixSpace: Bool {
        switch self {
        case .sequence(let parts): parts.contains { $0.addsPrefixSpace }
        case .byteLevel(let adds, _): adds
        default: false
        }
    }

    /// Calls `body` with the byte range of every piece of `text[range]`.
    func forEachPiece(
        of text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (Range<Int>) -> Void
    ) {
        switch self {
        case .sequence(let parts):
            Self.chain(parts[...], text, range, body)
        case .split(let pattern, let behavior, let inverted):
            Self.split(text, range, pattern, behavior, inverted, body)
        case .byteLevel(_, let pattern):
            if let pattern {
                Self.split(text, range, pattern, .isolated, false, body)
            } else {
                body(range)
            }
        case .digits(let pattern):
            Self.split(text, range, pattern, .isolated, false, body)
        }
    }

    private static func chain(
        _ parts: ArraySlice<PreTokenizer>, _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
        _ body: (Range<Int>) -> Void
    ) {
        guard let first = parts.first else { return body(range) }
        let rest = parts.dropFirst()
        if rest.isEmpty { return first.forEachPiece(of: text, range, body) }
        first.forEachPiece(of: text, range) { chain(rest, text, $0, body) }
    }

    private static func split(
        _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ pattern: RegexPattern,
        _ behavior: SplitBehavior, _ inverted: Bool, _ body: (Range<Int>) -> Void
    ) {
        if behavior == .isolated {
            // Matches and what lies between are pieces alike; inverting changes nothing.
            var last = range.lowerBound
            pattern.forEachMatch(in: text, range) { match in
                if match.lowerBound > last { body(last..<match.lowerBound) }
                body(match)
                last = match.upperBound
            }
            if last < range.upperBound { body(last..<range.upperBound) }
            return
        }
        var parts: [(range: Range<Int>, isMatch: Bool)] = []
        var last = range.lowerBound
        pattern.forEachMatch(in: text, range) { match in
            if match.lowerBound > last { parts.append((last..<match.lowerBound, inverted)) }
            parts.append((match, !inverted))
            last = match.upperBound
        }
        if last < range.upperBound { parts.append((last..<range.upperBound, inverted)) }
        for piece in joined(parts, behavior) { body(piece) }
    }

    static func joined(
        _ parts: [(range: Range<Int>, isMatch: Bool)], _ behavior: SplitBehavior
    ) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var wasMatch = false
        func extend(_ part: Range<Int>) {
            pieces[pieces.count - 1] = pieces[pieces.count - 1].lowerBound..<part.upperBound
        }
        for (part, isMatch) in parts {
            switch behavior {
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
