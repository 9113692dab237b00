/// One step of a pre-tokenizer.
enum PreTokenizerStep: Sendable {
    /// Cuts at the matches of a regular expression; inverted, what lies between counts as matches.
    case split(RegexPattern, SplitBehavior, inverted: Bool)
    /// Cuts at single scalars.
    case scalars(ScalarClass, SplitBehavior)
    /// Writes bytes as characters; no cut of its own unless it uses GPT-2's expression.
    case byteLevel(addsPrefixSpace: Bool, RegexPattern?)

    /// GPT-2's expression, which `ByteLevel` uses unless told otherwise.
    static let gpt2 =
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

    var isByteLevel: Bool {
        if case .byteLevel = self { return true }
        return false
    }

    /// Calls `body` with every piece of the slice. Empty pieces are left out.
    func forEachPiece(of slice: TextSlice, _ body: (TextSlice) throws -> Void) throws {
        switch self {
        case .split(let pattern, let behavior, let inverted):
            try Self.cut(slice, pattern, behavior, inverted, body)
        case .scalars(let kind, let behavior): try Self.cut(slice, kind, behavior, false, body)
        case .byteLevel(let addsPrefixSpace, let pattern):
            guard addsPrefixSpace, let first = slice.bytes.first, first != 0x20 else {
                return try Self.cut(slice, pattern, body)
            }
            try slice.withPrefixSpace { try Self.cut($0, pattern, body) }
        }
    }

    private static func cut(
        _ slice: TextSlice, _ pattern: RegexPattern?, _ body: (TextSlice) throws -> Void
    ) throws {
        guard let pattern else { return try body(slice) }
        try cut(slice, pattern, .isolated, false, body)
    }

    private static func cut(
        _ slice: TextSlice, _ matches: some MatchFinder, _ behavior: SplitBehavior,
        _ inverted: Bool, _ body: (TextSlice) throws -> Void
    ) throws {
        let end = slice.bytes.count
        var last = 0
        if behavior == .isolated {
            // Matches and what lies between are pieces alike; inverting changes nothing.
            try matches.forEachMatch(in: slice.bytes) { match in
                if match.lowerBound > last { try body(slice[last..<match.lowerBound]) }
                if !match.isEmpty { try body(slice[match]) }
                last = match.upperBound
            }
            if last < end { try body(slice[last..<end]) }
            return
        }
        var parts: [SplitBehavior.Part] = []
        try matches.forEachMatch(in: slice.bytes) { match in
            if match.lowerBound > last { parts.append((last..<match.lowerBound, inverted)) }
            parts.append((match, !inverted))
            last = match.upperBound
        }
        if last < end { parts.append((last..<end, inverted)) }
        for piece in behavior.joined(parts) where !piece.isEmpty { try body(slice[piece]) }
    }
}
