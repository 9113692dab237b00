import Haystacks

/// A tokenizer whose every decision can be read here: it cuts text into pieces by a rule.
struct ScriptedEncoder: PromptEncoder {
    enum Rule {
        /// " word" and every other character on its own, as byte-level pre-tokenizers roughly do.
        case words
        /// Pieces of so many scalars, whatever they are: tokens straddle every boundary.
        case scalars(Int)
    }
    var rule: Rule
    /// Marks of the chat template, or nil for a model without one.
    var chat: (before: String, after: String)?
    /// Templates such as Llama 3's trim the turn.
    var trims = false

    /// The id of the begin-of-text token.
    static let begin = 1

    func pieces(of text: String, addSpecialTokens: Bool) throws -> [TokenPiece] {
        let scalars = Array(text.unicodeScalars)
        var ends: [Int] = []
        switch rule {
        case .words:
            for index in scalars.indices.dropFirst() {
                let here = scalars[index].properties.isAlphabetic
                let before = scalars[index - 1]
                if !here || !(before.properties.isAlphabetic || before == " ") {
                    ends.append(index)
                }
            }
        case .scalars(let size):
            ends = Array(stride(from: size, to: scalars.count, by: size))
        }
        let starts = [0] + ends
        let pieces = zip(starts, ends + [scalars.count]).filter { $0 < $1 }.map { start, end in
            // Equal text, equal id.
            TokenPiece(
                id: scalars[start..<end].reduce(7) { ($0 &* 31 &+ Int($1.value)) & 0xFFFF_FFFF },
                range: start..<end)
        }
        let added = addSpecialTokens ? [TokenPiece(id: Self.begin, range: 0..<0)] : []
        return added + pieces
    }

    func chatText(user content: String) throws -> String? {
        guard let chat else { return nil }
        let turn = trims ? content.trimmingPrefix(while: \.isWhitespace).description : content
        return chat.before + turn + chat.after
    }
}
