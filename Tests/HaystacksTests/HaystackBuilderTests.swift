import Artifacts
import Foundation
import Haystacks
import Numbers
import Storage
import Testing

@Suite struct HaystackBuilderTests {
    static let needle = Needle(
        needle: "The hat of Anna is bright red.", question: "What is the hat of Anna?",
        answer: "bright red")
    static let encoders: [ScriptedEncoder] = [
        ScriptedEncoder(rule: .words),
        ScriptedEncoder(rule: .words, chat: ("<|user|>\n", "<|end|>\n<|assistant|>\n")),
        ScriptedEncoder(rule: .words, chat: ("[INST] ", " [/INST]"), trims: true),
        ScriptedEncoder(rule: .scalars(1)),
        ScriptedEncoder(rule: .scalars(3)),
        ScriptedEncoder(rule: .scalars(7), chat: ("<u>", "</u>")),
    ]

    /// The part of the prompt that the tokens of `span` stand for.
    func text(_ haystack: Haystack, _ span: Range<Int>, _ encoder: ScriptedEncoder) throws -> String
    {
        let pieces = try encoder.pieces(
            of: haystack.text, addSpecialTokens: haystack.ids.first == ScriptedEncoder.begin)
        #expect(pieces.map(\.id) == haystack.ids)
        guard !span.isEmpty else { return "" }
        let scalars = Array(haystack.text.unicodeScalars)
        let range =
            pieces[span.lowerBound].range.lowerBound..<pieces[span.upperBound - 1].range.upperBound
        return String(String.UnicodeScalarView(scalars[range]))
    }

    @Test("for random fillers, lengths and depths the span holds the answer and no token more")
    func spans() throws {
        var stream = SeededGenerator(seed: 11)
        let layouts = [
            PromptLayout.book,
            PromptLayout(opening: " \n", bridge: "\nQ: ", closing: " A:\n"),
            PromptLayout(opening: "", bridge: " ", closing: "", usesChatTemplate: false),
        ]
        for round in 0..<120 {
            let encoder = stream.pick(Self.encoders)
            let filler = try Filler.builtIn(tokens: 64 + stream.below(3000), seed: UInt64(round))
            let needle = stream.pick(Needle.builtIn(count: 48) + [Self.needle])
            let builder = HaystackBuilder(
                encoder: encoder, filler: filler, layout: stream.pick(layouts))
            let haystack = try builder.haystack(
                needle, length: stream.below(3000), depth: stream.uniform() * 100,
                start: stream.below(50))
            let span = haystack.span
            let covered = try text(haystack, span, encoder)
            #expect(covered.contains(needle.answer))
            #expect(!(try text(haystack, span.dropFirst(), encoder)).contains(needle.answer))
            #expect(!(try text(haystack, span.dropLast(), encoder)).contains(needle.answer))
        }
    }

    @Test(
        "the prompt has the asked length, or a token or two less",
        arguments: [300, 517, 1024, 2999])
    func lengths(length: Int) throws {
        for encoder in [Self.encoders[0], Self.encoders[1], Self.encoders[2]] {
            let builder = HaystackBuilder(encoder: encoder, filler: try .builtIn(tokens: 3000))
            for depth in [0.0, 37, 100] {
                let haystack = try builder.haystack(Self.needle, length: length, depth: depth)
                #expect(length - 2...length ~= haystack.ids.count)
            }
        }
    }

    @Test("when needle and question need more tokens than asked, the context is the needle")
    func shortest() throws {
        let builder = HaystackBuilder(
            encoder: Self.encoders[0], filler: try .builtIn(tokens: 100))
        let zero = try builder.haystack(Self.needle, length: 0, depth: 50)
        #expect(
            zero.text
                == PromptLayout.book.content(
                    context: Self.needle.needle, question: Self.needle.question))
        #expect(zero == (try builder.haystack(Self.needle, length: 5, depth: 0)))
    }

    @Test("the needle stands between two sentences, as near to the depth as they allow")
    func depths() throws {
        // Ten sentences of four tokens: " s", " a", " b", "." - boundaries every 10 percent.
        let text = (0..<10).map { _ in "S a b." }.joined(separator: " ")
        let layout = PromptLayout(opening: "", bridge: " ", closing: "")
        let builder = HaystackBuilder(
            encoder: Self.encoders[0], filler: try Filler(text: text), layout: layout)
        let bare = try builder.haystack(Self.needle, length: 0, depth: 0).ids.count
        for (asked, got) in [(0.0, 0.0), (4, 0), (6, 10), (50, 50), (77, 80), (100, 100)] {
            let haystack = try builder.haystack(Self.needle, length: bare + 40, depth: asked)
            #expect(haystack.ids.count == bare + 40)
            #expect(haystack.depth == got)
            let before = Array(repeating: "S a b.", count: Int(got) / 10)
            let after = Array(repeating: "S a b.", count: 10 - Int(got) / 10)
            let context = (before + [Self.needle.needle] + after).joined(separator: " ")
            #expect(
                haystack.text == layout.content(context: context, question: Self.needle.question))
        }
    }

    @Test("a filler shorter than the context starts over")
    func repeats() throws {
        let builder = HaystackBuilder(
            encoder: Self.encoders[0], filler: try Filler(text: "A b c d."))
        let haystack = try builder.haystack(Self.needle, length: 200, depth: 0)
        #expect(196...200 ~= haystack.ids.count)
        #expect(haystack.text.components(separatedBy: "A b c d.").count > 20)
    }

    @Test("depths of one length share the text before the needle, needles start elsewhere")
    func cells() throws {
        let grid = try HaystackGrid(
            lengths: [600], depths: [50, 100], needles: Needle.builtIn(count: 2))
        let builder = HaystackBuilder(
            encoder: Self.encoders[0], filler: try .builtIn(tokens: 2000))
        let prompts = try grid.cells.map { try builder.haystack($0, of: grid) }
        let shared = zip(prompts[0].ids, prompts[1].ids).prefix { $0 == $1 }.count
        #expect(shared > 200)
        let unshared = zip(prompts[0].ids, prompts[2].ids).prefix { $0 == $1 }.count
        #expect(unshared < 20)
    }

    @Test("a template that rewrites the user's text is refused")
    func rewriting() throws {
        struct Shouting: PromptEncoder {
            func pieces(of text: String, addSpecialTokens: Bool) throws -> [TokenPiece] { [] }
            func chatText(user content: String) throws -> String? { content.uppercased() }
        }
        let builder = HaystackBuilder(encoder: Shouting(), filler: try .builtIn(tokens: 100))
        #expect(throws: DataError.self) {
            try builder.haystack(Self.needle, length: 100, depth: 0)
        }
    }
}
