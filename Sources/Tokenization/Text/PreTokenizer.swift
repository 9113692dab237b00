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

    /// Calls `body` with every piece of the stretch.
    func forEachPiece(of stretch: TextStretch, _ body: (TextStretch) -> Void) {
        switch self {
        case .sequence(let parts): Self.chain(parts[...], stretch, body)
        case .split(let pattern, let behavior, let inverted):
            Self.split(stretch, pattern, behavior, inverted, body)
        case .byteLevel(let addsPrefixSpace, let pattern):
            guard addsPrefixSpace, stretch.bytes.first != 0x20 else {
                return Self.cut(stretch, pattern, body)
            }
            stretch.withPrefixSpace { Self.cut($0, pattern, body) }
        case .digits(let pattern): Self.split(stretch, pattern, .isolated, false, body)
        }
    }

    private static func chain(
        _ parts: ArraySlice<PreTokenizer>, _ stretch: TextStretch, _ body: (TextStretch) -> Void
    ) {
        guard let first = parts.first else { return body(stretch) }
        let rest = parts.dropFirst()
        if rest.isEmpty { return first.forEachPiece(of: stretch, body) }
        first.forEachPiece(of: stretch) { chain(rest, $0, body) }
    }

    private static func cut(
        _ stretch: TextStretch, _ pattern: RegexPattern?, _ body: (TextStretch) -> Void
    ) {
        guard let pattern else { return body(stretch) }
        split(stretch, pattern, .isolated, false, body)
    }

    private static func split(
        _ stretch: TextStretch, _ pattern: RegexPattern, _ behavior: SplitBehavior,
        _ inverted: Bool, _ body: (TextStretch) -> Void
    ) {
        let end = stretch.bytes.count
        var last = 0
        if behavior == .isolated {
            // Matches and what lies between are pieces alike; inverting changes nothing.
            pattern.forEachMatch(in: stretch.bytes) { match in
                if match.lowerBound > last { body(stretch[last..<match.lowerBound]) }
                body(stretch[match])
                last = match.upperBound
            }
            if last < end { body(stretch[last..<end]) }
            return
        }
        var parts: [(range: Range<Int>, isMatch: Bool)] = []
        pattern.forEachMatch(in: stretch.bytes) { match in
            if match.lowerBound > last { parts.append((last..<match.lowerBound, inverted)) }
            parts.append((match, !inverted))
            last = match.upperBound
        }
        if last < end { parts.append((last..<end, inverted)) }
        for piece in joined(parts, behavior) { body(stretch[piece]) }
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
