import Artifacts

extension RunReport {
    /// Examples of the pairs that the model learns from, and the reasons for which other prompts gave none.
    var pairSection: Section? {
        let all = contrasts.filter { !$0.pairs.isEmpty || $0.counts != nil }
        guard !all.isEmpty else { return nil }
        return Section("pairs", "Contrast pairs") {
            for contrast in all {
                Self.heading(contrast.name)
                examples(contrast)
            }
        }
    }

    @MarkupBuilder private func examples(_ contrast: Contrast) -> [Markup] {
        let shown = shown(contrast.pairs)
        if let counts = contrast.counts { tag("p") { Self.sentence(counts) } }
        if !shown.isEmpty {
            tag("p", ["class": "note"]) {
                "\(shown.count) of \(contrast.pairs.count) pairs. Words that only the chosen answer has are "
                tag("mark", ["class": "only"]) { "underlined" }
                ", words that only the rejected one has are "
                tag("mark", ["class": "lost"]) { "dotted" }
                "."
            }
            for (index, pair) in shown.enumerated() { Self.example(pair, index + 1) }
        }
    }

    /// Evenly spaced through the file, so that they show the run and not its beginning.
    private func shown(_ pairs: [PreferencePair]) -> [PreferencePair] {
        let count = min(max(examplePairs, 0), pairs.count)
        return (0..<count).map { pairs[$0 * pairs.count / count] }
    }

    /// Those of the first set.
    var shownPairs: [PreferencePair] { shown(pairs) }

    static func sentence(_ counts: PairCounts) -> String {
        let total = counts.kept + counts.dropped.values.reduce(0, +)
        let reasons = counts.dropped.filter { $0.value > 0 }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.value) \($0.key)" }
        let rest = reasons.isEmpty ? "" : "; dropped: \(reasons.joined(separator: ", "))"
        return "\(counts.kept) of \(total) prompts gave a pair\(rest)."
    }

    static func example(_ pair: PreferencePair, _ number: Int) -> Markup {
        let diff = WordDiff(
            shortened(pair.chosen.last?.content ?? "", to: 3000),
            shortened(pair.rejected.last?.content ?? "", to: 3000))
        return tag("div", ["class": "example"]) {
            tag("details") {
                tag("summary") {
                    "Prompt \(number)" + (pair.conversationID.map { " (\($0))" } ?? "")
                }
                for message in pair.chosen.dropLast() {
                    tag("p", ["class": "role"]) { message.role }
                    tag("p", ["class": "text", "dir": "auto"]) {
                        shortened(message.content, to: 6000)
                    }
                }
            }
            tag("div", ["class": "answers"]) {
                answer("chosen: all heads", diff.left, mark: "only")
                answer("rejected: heads silenced", diff.right, mark: "lost")
            }
        }
    }

    static func answer(_ name: String, _ runs: [WordDiff.Run], mark: String) -> Markup {
        tag("div") {
            tag("p", ["class": "role"]) { name }
            tag("p", ["class": "text", "dir": "auto"]) {
                for run in runs {
                    if run.isOnly {
                        tag("mark", ["class": mark]) { run.text }
                    } else {
                        run.text
                    }
                }
            }
        }
    }

    static func shortened(_ text: String, to limit: Int) -> String {
        let count = text.count
        return count <= limit
            ? text : "\(text.prefix(limit)) … (\(count - limit) more characters)"
    }
}
