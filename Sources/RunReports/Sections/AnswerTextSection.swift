extension RunReport {
    /// Questions with what the models said, beside each other.
    var answerTextSection: Section? {
        let shown = questionSets.filter { !$0.examples.isEmpty }
        guard !shown.isEmpty else { return nil }
        return Section("answers", "Answers side by side") {
            for set in shown {
                Self.heading(set.name)
                for example in set.examples { Self.answered(example) }
            }
        }
    }

    private static func answered(_ example: AnsweredQuestion) -> Markup {
        let unit = MetricUnit.of(example.line.metric)
        return tag("div", ["class": "example"]) {
            tag("p", ["class": "role"]) {
                "\(example.id), \(example.line.category), \(example.line.metric)"
            }
            tag("p", ["class": "text", "dir": "auto"]) { ending(example.question) }
            if !example.expected.isEmpty {
                tag("p", ["class": "note", "dir": "auto"]) {
                    "Expected: \(example.expected.prefix(4).joined(separator: " / "))"
                }
            }
            tag("div", ["class": "answers"]) {
                for answer in example.answers {
                    tag("div") {
                        tag("p", ["class": "role"]) {
                            "\(answer.model): \(unit.text(answer.score))"
                        }
                        tag("p", ["class": "text", "dir": "auto"]) {
                            shortened(answer.response, to: 1000)
                        }
                    }
                }
            }
        }
    }

    /// The end of a prompt, where the question stands.
    private static func ending(_ text: String) -> String {
        let count = text.count
        return count <= 400 ? text : "(\(count - 400) characters before) … \(text.suffix(400))"
    }
}
