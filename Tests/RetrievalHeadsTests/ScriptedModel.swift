import DecoderModels
import Haystacks
import RetrievalHeads

/// A model whose every decision can be read here: it has words for tokens, finds the answers it
/// knows in the prompt and copies them with known heads.
///
/// Of 2 layers of 3 heads, per copied token:
/// - 0-1 looks at the token that is copied;
/// - 1-2 does so at every other step, else at position 0;
/// - 1-0 looks at the token after the one that is copied;
/// - the others look at position 0.
final class ScriptedModel: ProbedLanguageModel, PromptEncoder {
    let layers = 2
    let heads = 3
    var contextLength = 400
    /// Answers that it can copy.
    var answers: [String] = []
    /// Prompts with more tokens are too long for it: it says something else.
    var reads = Int.max
    /// Prompts of every call so far.
    var calls: [[[Int]]] = []
    /// Throws instead of answering the call with this number, from 0, as a kill would.
    var diesAt: Int?
    /// Changes an answer before it is handed out.
    var spoil: (inout ObservedAnswer) -> Void = { _ in }
    private var words: [Int: String] = [:]

    struct Killed: Error {}

    /// Words with the space before them, and every other character on its own.
    func pieces(of text: String, addSpecialTokens: Bool) throws -> [TokenPiece] {
        let scalars = Array(text.unicodeScalars)
        var starts: [Int] = []
        for index in scalars.indices {
            let continues =
                index > 0 && scalars[index].properties.isAlphabetic
                && (scalars[index - 1].properties.isAlphabetic || scalars[index - 1] == " ")
            if !continues { starts.append(index) }
        }
        return zip(starts, starts.dropFirst() + [scalars.count]).map { start, end in
            let id = scalars[start..<end].reduce(7) { ($0 &* 31 &+ Int($1.value)) & 0xFFFF_FFFF }
            words[id] = String(String.UnicodeScalarView(scalars[start..<end]))
            return TokenPiece(id: id, range: start..<end)
        }
    }

    func chatText(user content: String) throws -> String? { nil }

    func generate(_ prompts: [[Int]], _ plan: GenerationPlan) throws -> [ObservedAnswer] {
        if diesAt == calls.count { throw Killed() }
        calls.append(prompts)
        return try prompts.enumerated().map { row, prompt in
            var answer = try answer(prompt, plan.maxTokens)
            answer.attention = try plan.queries.map { try attention(for: $0[row]) }
            spoil(&answer)
            return answer
        }
    }

    /// 0-1 looks at the tokens of the target in their order with half of its weight, 1-2 at its first
    /// token with a fifth; a tenth of that when nothing is asked.
    func attention(for request: AttentionQuery) throws -> AttentionSummary {
        let asksNothing = words[request.tokens.suffix(2).first ?? 0] == "/"
        let share = asksNothing ? 0.1 : 1
        return AttentionSummary(
            argmax: request.targets.enumerated().map { step, target in
                [0, target.lowerBound + step % target.count, 0, 0, 0, target.lowerBound]
            },
            mass: request.targets.map { _ in [0, 0.5 * share, 0, 0, 0, 0.2 * share] })
    }

    private func answer(_ prompt: [Int], _ maxTokens: Int) throws -> ObservedAnswer {
        guard prompt.count <= reads, let place = try place(prompt) else {
            let tokens = try pieces(of: " no idea", addSpecialTokens: false).map(\.id)
            return ObservedAnswer(
                tokens: tokens, text: "no idea",
                attended: tokens.map { _ in Array(repeating: 0, count: layers * heads) })
        }
        let copied = place.prefix(maxTokens)
        return ObservedAnswer(
            tokens: copied.map { prompt[$0] },
            text: copied.map { words[prompt[$0]] ?? "?" }.joined(),
            attended: copied.enumerated().map { step, position in
                [0, position, 0, position + 1, 0, step % 2 == 0 ? position : 0]
            })
    }

    /// Where a known answer stands in the prompt.
    private func place(_ prompt: [Int]) throws -> Range<Int>? {
        for answer in answers {
            let ids = try pieces(of: " " + answer, addSpecialTokens: false).map(\.id)
            for start in 0..<max(prompt.count - ids.count, 0)
            where Array(prompt[start..<start + ids.count]) == ids {
                return start..<start + ids.count
            }
        }
        return nil
    }
}
