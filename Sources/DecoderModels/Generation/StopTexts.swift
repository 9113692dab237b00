import Tokenization

/// Looks for the texts that end an answer, in its bytes as the tokens come: a text may begin in one token
/// and end in another, and a token may have part of a character.
///
///     stop at "\\n\\n"      tokens  The | Ġpot | .\\n | \\nThen       found in the fourth, begins in the third
struct StopTexts {
    private let stops: [[UInt8]]
    private let tokenizer: Tokenizer
    /// The bytes of the answer so far.
    private var bytes: [UInt8] = []
    /// Where the first of the texts begins in the answer, in bytes, once one has occurred.
    private(set) var end: Int?

    init(_ stops: [String], _ tokenizer: Tokenizer) {
        self.stops = stops.map { Array($0.utf8) }.filter { !$0.isEmpty }
        self.tokenizer = tokenizer
    }

    /// Takes the next token; false when a text has occurred.
    mutating func take(_ token: Int) -> Bool {
        guard end == nil else { return false }
        let known = bytes.count
        bytes += tokenizer.bytes(of: token, skipSpecialTokens: true)
        // Of several texts that end in this token the one that begins first, wherever it ends: none of
        // them was whole before.
        end = stops.compactMap { stop in
            let first = max(0, known - stop.count + 1)
            guard bytes.count - first >= stop.count else { return nil }
            return (first...bytes.count - stop.count).first {
                bytes[$0..<$0 + stop.count].elementsEqual(stop)
            }
        }.min()
        return end == nil
    }

    /// The answer, cut where the first of the texts begins.
    var text: String { String(decoding: bytes[..<(end ?? bytes.count)], as: UTF8.self) }
}
