import Artifacts
import Haystacks
import Storage

extension HeadDetector {
    /// Generates the answers of a batch and judges them: a trial for each cell, in the order of the
    /// probes.
    ///
    /// - Throws: `DataError` when the model's answers do not fit the prompts or its own heads.
    func trials(_ batch: Batch) throws -> [NeedleTrial] {
        let plan = AttentionQueryPlan(
            options.detectors.contains { $0.detector != nil }
                ? try batch.map { try procedure.detectorInput($0.haystack) } : [],
            kinds: options.detectors)
        let answers = try model.languageModel.generate(
            batch.map(\.haystack.ids),
            GenerationPlan(
                maxTokens: options.answerTokens,
                stops: procedure.stopsAtEndOfTurn,
                drafts: options.generates
                    ? batch.map { Array($0.haystack.ids[$0.haystack.sentence]) } : [],
                queries: plan.lists))
        guard answers.count == batch.count else {
            throw DataError(
                "\(model.name) gave \(answers.count) answers to \(batch.count) prompts.")
        }
        return try zip(batch, answers).enumerated().flatMap { row, pair in
            try trials(
                pair.0, procedure.prepared(pair.1), others: plan.scores(row, pair.1.attention))
        }
    }

    func trials(
        _ probe: Probe, _ answer: ObservedAnswer, others: [String: [Double]]?
    ) throws -> [NeedleTrial] {
        let heads = header.layers * header.heads
        guard answer.attended.count == answer.tokens.count,
            answer.attended.allSatisfy({ $0.count == heads })
        else {
            throw DataError(
                "\(model.name) did not report where each of its \(heads) heads looked at each of the \(answer.tokens.count) tokens of an answer."
            )
        }
        let haystack = probe.haystack
        let scores =
            options.generates ? procedure.scores(haystack, answer, heads: heads) : []
        return probe.cells.map { cell in
            let recall =
                options.generates
                ? RougeRecall.score(
                    answer: grid.needles[cell.needle].answer, response: answer.text) : 0
            return NeedleTrial(
                index: cell.index, needle: cell.needle, length: cell.length, depth: cell.depth,
                promptTokens: haystack.ids.count,
                span: [haystack.span.lowerBound, haystack.span.upperBound],
                response: options.generates ? answer.text : "", recall: recall,
                success: recall > options.recallAbove, scores: scores, others: others)
        }
    }

    func scores(_ trials: [NeedleTrial], _ kind: DetectorKind) -> HeadScores {
        DetectionReport.scores(
            procedure.ordered(trials), kind, model: model.name, mode: options.mode,
            layers: header.layers, heads: header.heads)
    }
}
