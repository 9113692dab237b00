import Artifacts
import Storage

extension Evaluator {
    /// The work of parts of the examples, of which some are done.
    func meter(_ parts: [Range<Int>], _ done: [EvaluationResult]) -> AnswerMeter {
        var kinds: [ExactText: Int] = [:]
        let requests = examples.map { example -> AnswerMeter.Request in
            let size =
                (example.prompt?.utf8.count ?? 0)
                + example.messages.reduce(0) { $0 + $1.content.utf8.count }
            guard Kind(example) == .answered else {
                // About four letters a token; choices are read after one and the same prompt.
                let choices = example.choices?.reduce(0) { $0 + $1.utf8.count } ?? 0
                return .text(tokens: example.tokens?.count ?? (size + choices) / 4)
            }
            // Like questions have answers of like lengths.
            let kind = kinds[ExactText(example.category)] ?? kinds.count
            kinds[ExactText(example.category)] = kind
            return .prompt(size: size, limit: example.maxTokens, kind: kind)
        }
        let meter = AnswerMeter(
            windows: parts.map { $0.upperBound <= done.count ? [] : Array(requests[$0]) },
            rows: batch, clock: ProgressClock(now: now))
        for part in parts where part.upperBound <= done.count {
            for index in part { meter.find(requests[index], tokens: done[index].tokens) }
        }
        return meter
    }

    /// Reports while a part is answered or scored too, a few times a second.
    func telling<Result>(
        _ meter: AnswerMeter, _ report: () -> Void, of models: [any WorkTelling],
        _ work: () throws -> Result
    ) rethrows -> Result {
        try withoutActuallyEscaping(report) { report in
            for model in models {
                model.tellWork { work in
                    meter.take(work)
                    if meter.isDue() { report() }
                }
            }
            defer {
                for model in models { model.tellWork(to: nil) }
                meter.end()
            }
            return try work()
        }
    }
}
