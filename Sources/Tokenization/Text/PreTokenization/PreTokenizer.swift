import Storage

/// Cuts a text into the pieces within which merges happen: steps, each of which cuts the pieces of
/// the one before.
struct PreTokenizer: Sendable {
    private let steps: [PreTokenizerStep]
    /// Whether steps follow the last one that writes bytes as characters: they see characters.
    private let cutsCharacters: Bool

    /// - Throws: `DataError` when no step writes bytes as characters, which byte-level vocabularies
    ///   need.
    init(_ steps: [PreTokenizerStep], name: String) throws {
        guard steps.contains(where: \.isByteLevel) else {
            throw DataError("\(name): the pre-tokenizer has no ByteLevel, which is needed here.")
        }
        self.steps = steps
        cutsCharacters = steps.last.map { !$0.isByteLevel } ?? false
    }

    /// Calls `body` with every piece of the slice, as bytes.
    /// - Throws: `DataError` when an expression gives up.
    func forEachPiece(
        of slice: TextSlice, _ body: (TextSlice) throws -> Void
    ) throws {
        guard cutsCharacters else { return try run(0, slice, body) }
        try run(0, slice) { try $0.withoutAlphabet(body) }
    }

    private func run(
        _ index: Int, _ slice: TextSlice, _ body: (TextSlice) throws -> Void
    ) throws {
        let step = steps[index]
        if index == steps.count - 1 { return try step.forEachPiece(of: slice, body) }
        try step.forEachPiece(of: slice) { piece in
            guard step.isByteLevel else { return try run(index + 1, piece, body) }
            try piece.withAlphabet { try run(index + 1, $0, body) }
        }
    }
}

/// The matches that a pre-tokenizer cuts at.
protocol MatchFinder {
    /// Calls `body` with the byte range of every match, left to right. `text` is valid UTF-8.
    func forEachMatch(
        in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) throws -> Void
    ) throws
}
