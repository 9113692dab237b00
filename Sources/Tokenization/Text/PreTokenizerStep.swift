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

    /// Calls `body` with every piece of the stretch. Empty pieces are left out.
    func forEachPiece(of stretch: TextStretch, _ body: (TextStretch) throws -> Void) throws {
        switch self {
        case .split(let pattern, let behavior, let inverted):
            try Self.cut(stretch, pattern, behavior, inverted, body)
        case .scalars(let kind, let behavior): try Self.cut(stretch, kind, behavior, false, body)
        case .byteLevel(let addsPrefixSpace, let pattern):
            guard addsPrefixSpace, let first = stretch.bytes.first, first != 0x20 else {
                return try Self.cut(stretch, pattern, body)
            }
            try stretch.withPrefixSpace { try Self.cut($0, pattern, body) }
        }
    }

    private static func cut(
        _ stretch: TextStretch, _ pattern: RegexPattern?, _ body: (TextStretch) throws -> Void
    ) throws {
        guard let pattern else { return try body(stretch) }
        try cut(stretch, pattern, .isolated, false, body)
    }

    private static func cut(
        _ stretch: TextStretch, _ matches: some MatchFinder, _ behavior: SplitBehavior,
        _ inverted: Bool, _ body: (TextStretch) throws -> Void
    ) throws {
        let end = stretch.bytes.count
        var last = 0
        if behavior == .isolated {
            // Matches and what lies between are pieces alike; inverting changes nothing.
            try matches.forEachMatch(in: stretch.bytes) { match in
                if match.lowerBound > last { try body(stretch[last..<match.lowerBound]) }
                if !match.isEmpty { try body(stretch[match]) }
                last = match.upperBound
            }
            if last < end { try body(stretch[last..<end]) }
            return
        }
        var parts: [SplitBehavior.Part] = []
        try matches.forEachMatch(in: stretch.bytes) { match in
            if match.lowerBound > last { parts.append((last..<match.lowerBound, inverted)) }
            parts.append((match, !inverted))
            last = match.upperBound
        }
        if last < end { parts.append((last..<end, inverted)) }
        for piece in behavior.joined(parts) where !piece.isEmpty { try body(stretch[piece]) }
    }
}
