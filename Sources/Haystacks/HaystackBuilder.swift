public import Artifacts
import Storage

/// A builder of haystacks of given lengths and depths, from one filler with one tokenizer.
///
/// The needle goes between two sentences of the filler, the whole into the ``PromptLayout``, that
/// into the chat template. The prompt has at most the asked number of tokens, and as close to it as
/// whole sentences allow; when needle and question alone need more, the context is the needle only.
public final class HaystackBuilder {
    let encoder: any PromptEncoder
    let layout: PromptLayout
    let filler: TokenCountedFiller
    /// Corrections of the budget after the first try; two are enough for byte-level tokenizers.
    static let corrections = 4

    /// - Parameters:
    ///   - encoder: the tokenizer, in whose tokens lengths are counted.
    ///   - filler: the text around the needle.
    ///   - layout: the words around context and question.
    public init(encoder: any PromptEncoder, filler: Filler, layout: PromptLayout = .book) {
        self.encoder = encoder
        self.layout = layout
        self.filler = TokenCountedFiller(filler, encoder: encoder)
    }

    /// The haystack of a grid's cell. Needles start at different places of the filler, so that a
    /// model's habit with one passage does not count for all of them.
    /// - Throws: as ``haystack(_:length:depth:start:)``.
    public func haystack(_ cell: HaystackGrid.Cell, of grid: HaystackGrid) throws -> Haystack {
        let sentences = filler.filler.sentences.count
        return try haystack(
            grid.needles[cell.needle], length: cell.length, depth: cell.depth,
            start: cell.needle * sentences / grid.needles.count)
    }

    /// A haystack of one needle.
    ///
    /// - Parameters:
    ///   - length: tokens of the whole prompt.
    ///   - depth: percent of the filler before the needle, 0...100.
    ///   - start: first sentence of the filler.
    /// - Throws: `DataError` when the chat template drops or rewrites the user's text, so that the
    ///   needle cannot be located; errors of the tokenizer.
    public func haystack(
        _ needle: Needle, length: Int, depth: Double, start: Int = 0
    ) throws -> Haystack {
        let bare = try assembled([], needle, depth: depth)
        var best = bare
        var budget = length - bare.ids.count
        var tried: Set<[Int]> = [[]]
        for _ in 0...Self.corrections where budget > 0 {
            let positions = try filler.positions(filling: budget, from: start)
            guard tried.insert(positions).inserted else { break }
            let candidate = try assembled(positions, needle, depth: depth)
            let missing = length - candidate.ids.count
            if missing >= 0, candidate.ids.count > best.ids.count { best = candidate }
            if missing == 0 { break }
            budget += missing
        }
        return best
    }

    /// The different tokens of the filler's first 2000 sentences, ascending.
    /// - Throws: errors of the tokenizer.
    public func fillerTokens() throws -> [Int] {
        let text = filler.filler.sentences.prefix(2000).map(\.text).joined(separator: " ")
        return Set(try encoder.pieces(of: text, addSpecialTokens: false).map(\.id)).sorted()
    }

    /// The prompt with these sentences around the needle.
    func assembled(_ positions: [Int], _ needle: Needle, depth: Double) throws -> Haystack {
        let costs = try positions.map { try filler.cost($0) }
        let total = costs.reduce(0, +)
        let (boundary, before) = Self.boundary(costs, depth: depth)
        var context = ""
        var needleStart = 0
        for index in 0...positions.count {
            if index == boundary {
                context += context.isEmpty ? "" : " "
                needleStart = context.unicodeScalars.count
                context += needle.needle
            }
            guard index < positions.count else { break }
            let sentence = filler.sentence(positions[index])
            context += (context.isEmpty ? "" : sentence.separator) + sentence.text
        }
        let content = layout.content(context: context, question: needle.question)
        let prompt = try RenderedPrompt(content, layout: layout, encoder: encoder)
        let (answer, start) = (needle.answerRange, prompt.contextStart(layout) + needleStart)
        let pieces = try encoder.pieces(
            of: prompt.text, addSpecialTokens: prompt.needsSpecialTokens)
        let whole = start..<start + needle.needle.unicodeScalars.count
        guard
            let span = NeedleSpan.tokens(
                covering: start + answer.lowerBound..<start + answer.upperBound, in: pieces),
            let sentence = NeedleSpan.tokens(covering: whole, in: pieces)
        else {
            throw DataError("the tokenizer has no token for the needle \"\(needle.needle)\".")
        }
        return Haystack(
            text: prompt.text, ids: pieces.map(\.id), span: span, sentence: sentence,
            question: prompt.questionTokens(
                context: context, question: needle.question, layout: layout, in: pieces),
            depth: total > 0 ? 100 * Double(before) / Double(total) : 0, context: context)
    }

    /// The same context with another question. Spans of the needle stay where they are: tokens
    /// before the question are the same.
    /// - Throws: as ``haystack(_:length:depth:start:)``.
    public func haystack(_ haystack: Haystack, question: String) throws -> Haystack {
        let prompt = try RenderedPrompt(
            layout.content(context: haystack.context, question: question), layout: layout,
            encoder: encoder)
        let pieces = try encoder.pieces(
            of: prompt.text, addSpecialTokens: prompt.needsSpecialTokens)
        var other = haystack
        (other.text, other.ids) = (prompt.text, pieces.map(\.id))
        other.question = prompt.questionTokens(
            context: haystack.context, question: question, layout: layout, in: pieces)
        return other
    }

    /// The sentence boundary nearest to `depth` percent, and the tokens before it.
    static func boundary(_ costs: [Int], depth: Double) -> (index: Int, before: Int) {
        let goal = Double(costs.reduce(0, +)) * depth / 100
        var before = 0
        var best = (index: 0, before: 0)
        for (index, cost) in costs.enumerated() {
            before += cost
            // At the very end zero-cost sentences belong before the needle, hence <=.
            if abs(Double(before) - goal) < abs(Double(best.before) - goal)
                || (depth == 100 && before >= best.before)
            {
                best = (index + 1, before)
            }
        }
        return best
    }
}

/// One prompt with a needle at a known place.
public struct Haystack: Sendable, Equatable {
    /// The whole prompt, template included.
    public var text: String
    /// Its tokens, as the model gets them.
    public var ids: [Int]
    /// Tokens of `ids` that hold the needle's answer (see `Needle.answerRange`).
    public var span: Range<Int>
    /// Tokens of `ids` that hold the whole needle.
    public var sentence: Range<Int>
    /// Tokens from the question to the end of the prompt: those that have read the context and the
    /// question. Empty in paper mode, which does not look at them.
    public var question: Range<Int>
    /// Tokens of filler before the needle over all tokens of filler, in percent; what the depth
    /// asked for came to at a sentence boundary.
    public var depth: Double
    /// The text that the question is about, the needle in it.
    public var context: String
}

/// The tokens of a prompt that cover a range of its text.
package enum NeedleSpan {
    /// The smallest range of tokens that covers the scalars `range`, by the tokens' offsets.
    ///
    /// A token that holds the end of the stretch and something after it (`."` or `.\n\n`) belongs
    /// to it. Tokens without text of their own (added ones) never do. Nil when no token does.
    ///
    ///     text    "It is a red hat ."        range 6..<13 ("a red h")
    ///     tokens  It[0,2)  is[2,5)  a[5,7)  red[7,11)  hat[11,15)  .[15,17)
    ///     span    2..<5
    package static func tokens(covering range: Range<Int>, in pieces: [TokenPiece]) -> Range<Int>? {
        let inside = pieces.indices.filter { pieces[$0].range.overlaps(range) }
        guard let first = inside.first, let last = inside.last else { return nil }
        return first..<last + 1
    }
}
