import Artifacts
import Haystacks

extension HeadDetector {
    /// Prompts decoded in one call.
    typealias Batch = [Probe]

    /// Decodes a batch and judges every answer: a trial for each cell, in the order of the probes.
    ///
    /// - Throws: `DataError` when the decoder's answers do not fit the prompts or its own heads.
    func trials(_ batch: Batch) throws -> [NeedleTrial] {
        let answers = try model.decoder.decode(
            batch.map(\.haystack.ids), maxTokens: options.maxTokens,
            stops: procedure.stopsAtEndOfTurn)
        guard answers.count == batch.count else {
            throw DataError(
                "\(model.name) gave \(answers.count) answers to \(batch.count) prompts.")
        }
        return try zip(batch, answers).flatMap { probe, answer in
            try trials(probe, procedure.prepared(answer))
        }
    }

    func trials(_ probe: Probe, _ answer: ObservedAnswer) throws -> [NeedleTrial] {
        let heads = header.layers * header.heads
        guard answer.attended.count == answer.tokens.count,
            answer.attended.allSatisfy({ $0.count == heads })
        else {
            throw DataError(
                "\(model.name) did not report where each of its \(heads) heads looked at each of the \(answer.tokens.count) tokens of an answer."
            )
        }
        let haystack = probe.haystack
        let scores = procedure.scores(haystack, answer, heads: heads)
        return probe.cells.map { cell in
            let recall = RougeRecall.score(
                answer: grid.needles[cell.needle].answer, response: answer.text)
            return NeedleTrial(
                index: cell.index, needle: cell.needle, length: cell.length, depth: cell.depth,
                promptTokens: haystack.ids.count,
                span: [haystack.span.lowerBound, haystack.span.upperBound],
                response: answer.text, recall: recall, success: recall > options.recallAbove,
                scores: scores)
        }
    }

    func scores(_ trials: [NeedleTrial]) -> HeadScores {
        Detection.scores(
            procedure.ordered(trials), model: model.name, mode: options.mode, layers: header.layers,
            heads: header.heads)
    }

    /// Needle and question alone may need more tokens than a short model has positions.
    func check(_ haystack: Haystack, _ cell: HaystackGrid.Cell) throws {
        let (tokens, positions) = (haystack.ids.count, model.decoder.positions)
        guard tokens + options.maxTokens > positions else { return }
        throw UsageError(
            "needle \(cell.needle), its question (\(tokens) tokens) and an answer of up to \(options.maxTokens) need more than the \(positions) positions of \(model.name): use a shorter needle."
        )
    }
}
