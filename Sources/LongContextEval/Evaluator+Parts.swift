import Artifacts
import Storage

extension Evaluator {
    /// Consecutive examples of one kind, at most `batch` of them.
    ///
    /// Questions about one long context stay together, so that it is computed once for them: a part ends early where
    /// the next context's questions would not all fit.
    ///
    ///     batch 4    a a a  b b b  c d    a a a | b b b | c d
    func parts() -> [Range<Int>] {
        var parts: [Range<Int>] = []
        for group in contexts() {
            // What fits into no part is cut.
            for start in stride(from: group.lowerBound, to: group.upperBound, by: batch) {
                let next = start..<min(start + batch, group.upperBound)
                if let last = parts.last, last.count + next.count <= batch,
                    Kind(examples[last.lowerBound]) == Kind(examples[next.lowerBound])
                {
                    parts[parts.count - 1] = last.lowerBound..<next.upperBound
                } else {
                    parts.append(next)
                }
            }
        }
        return parts
    }

    /// Consecutive examples of one kind that begin with one long text; most are alone.
    private func contexts() -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var before: PromptBeginning?
        for (index, example) in examples.enumerated() {
            let own = PromptBeginning(example)
            if let last = groups.last, Kind(examples[index - 1]) == Kind(example),
                before?.context(with: own) != nil
            {
                groups[groups.count - 1] = last.lowerBound..<index + 1
            } else {
                groups.append(index..<index + 1)
            }
            before = own
        }
        return groups
    }

    /// What is done with an example.
    enum Kind {
        case answered, scored, chosen

        init(_ example: EvaluationExample) {
            self =
                example.metric.isOfChoices
                ? .chosen : example.metric.isOfLikelihood ? .scored : .answered
        }
    }
}
