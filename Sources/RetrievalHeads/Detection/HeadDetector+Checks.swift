import Haystacks
import Storage

extension HeadDetector {
    /// Refuses, before the first probe, needles that the model has no positions for: a prompt has
    /// as many tokens as its length, or as many as needle and question need.
    ///
    /// - Throws: `UsageError` naming the needle.
    func checkNeedles() throws {
        guard options.readsNeedles, let longest = grid.lengths.max(),
            let shortest = grid.lengths.min()
        else { return }
        let cells = grid.cells.filter { $0.length == shortest && $0.depth == grid.depths[0] }
        for cell in cells {
            let haystack = try procedure.haystack(cell, of: grid)
            try check(haystack, cell)
            let (forced, positions) = (forcedTokens(haystack), model.languageModel.contextLength)
            guard longest + forced > positions else { continue }
            throw UsageError(
                "length \(longest) and the sentence of needle \(cell.needle), which is put after it (\(forced) tokens), need more than the \(positions) positions of \(model.name): ask for lengths up to \(positions - forced)."
            )
        }
    }

    /// Needle and question alone may need more tokens than a short model has positions.
    func check(_ haystack: Haystack, _ cell: HaystackGrid.Cell) throws {
        let (tokens, positions) = (haystack.ids.count, model.languageModel.contextLength)
        let answer = max(options.answerTokens, forcedTokens(haystack))
        guard tokens + answer > positions else { return }
        // A text that is to be long is cut to its length; a needle is not.
        guard cell.length + answer <= positions else {
            throw UsageError(
                "length \(cell.length) and an answer of up to \(answer) tokens need more than the \(positions) positions of \(model.name): ask for lengths up to \(positions - answer)."
            )
        }
        throw UsageError(
            "needle \(cell.needle), its question (\(tokens) tokens) and an answer of up to \(answer) need more than the \(positions) positions of \(model.name): use a shorter needle."
        )
    }

    /// Tokens that detectors put after a prompt.
    private func forcedTokens(_ haystack: Haystack) -> Int {
        guard options.detectors.contains(where: \.forces) else { return 0 }
        return DetectorInput(haystack: haystack, nullQuery: haystack).teacherForced.tokens.count
            - haystack.ids.count
    }

    /// Refuses lengths that hold no random tokens to repeat, and those that ask for more different
    /// ones than the filler has: a token that comes twice in a round has two equal contexts, of which
    /// only one would count.
    ///
    /// - Throws: `UsageError` naming the length.
    func checkRepeats() throws {
        guard let kind = options.detectors.first(where: \.readsRepeats)?.rawValue,
            let shortest = grid.lengths.min(), let longest = grid.lengths.max()
        else { return }
        let rounds = RepeatedTokens.rounds
        guard shortest >= RepeatedTokens.fewest else {
            throw UsageError(
                "length \(shortest) is too short for \(kind), which repeats two or more tokens \(rounds) times: give \(RepeatedTokens.fewest) or more."
            )
        }
        let tokens = try procedure.plainTokens().count
        guard longest / rounds <= tokens else {
            throw UsageError(
                "\(kind) repeats \(longest / rounds) different tokens \(rounds) times to fill length \(longest), but the filler has \(tokens): give lengths up to \(rounds * tokens + rounds - 1), or more text."
            )
        }
    }
}
