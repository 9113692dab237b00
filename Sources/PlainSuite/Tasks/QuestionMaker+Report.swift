extension QuestionMaker {
    /// A long report with five findings among remarks that do not matter. A unit is a sentence.
    ///
    /// Every finding is about a person, a town or a firm that occurs nowhere else: its name shows whether
    /// a summary has the finding.
    mutating func report(_ units: Int, _ task: PlainTask) -> Question {
        let shots = (0..<2).map { _ in paper(findings: 2, sentences: 3) }
        let asked = paper(findings: 5, sentences: 4 + units)
        func query(_ paper: Paper) -> String {
            "Question: What are the \(paper.findings.count == 2 ? "two" : "five") findings of the report on \(paper.firm)?"
        }
        return Question(
            instruction:
                "Read the report and summarise it in one paragraph: name all of its findings, each in one short sentence, and nothing else.",
            shots: shots.map {
                Question.Shot(context: $0.text, query: query($0), answer: $0.summary)
            }, context: asked.text, query: query(asked),
            answers: task == .summary ? [asked.summary] : asked.findings.map(\.key))
    }

    struct Paper {
        let firm: String
        let text: String
        let findings: [(key: String, sentence: String)]
        var summary: String { findings.map(\.sentence).joined(separator: " ") }
    }

    private mutating func paper(findings count: Int, sentences: Int) -> Paper {
        let firm = maker.entity(.firm).name
        // Those that a summary is searched for, and the firm that it may name.
        var names = [firm]
        let findings = ReportStock.findings.shuffled(&maker.stream).prefix(count).map { pattern in
            let kind =
                EntityKind.allCases.first { pattern.contains("{\($0.rawValue)}") } ?? .person
            let key = maker.entity(kind, apartFrom: names).name
            names.append(key)
            return (
                key: key,
                sentence: Phrase.capital(
                    Phrase.make(pattern, [kind.rawValue: key], &maker.stream))
            )
        }
        var source = ProseSource(maker.stream.pick(TopicProse.all))
        var text = (0..<sentences).map { number in
            if number % 10 == 9 { source = ProseSource(maker.stream.pick(TopicProse.all)) }
            guard number % 6 == 5 else { return source.sentence(&maker.stream) }
            return Phrase.make(
                maker.stream.pick(ReportStock.remarks),
                ["n": maker.entity(.person, apartFrom: names).name], &maker.stream)
        }
        // In order, spread over the report.
        for (number, finding) in findings.enumerated().reversed() {
            let from = text.count * number / count
            let place = from + maker.stream.below(text.count / count + 1)
            text.insert(
                Phrase.make(
                    "[Finding|Important finding|Main finding] \(number + 1): ", &maker.stream)
                    + finding.sentence, at: place)
        }
        let paragraphs = stride(from: 0, to: text.count, by: 6).map {
            text[$0..<min($0 + 6, text.count)].joined(separator: " ")
        }
        return Paper(
            firm: firm, text: "Report on \(firm)\n\n" + paragraphs.joined(separator: "\n"),
            findings: findings)
    }
}

/// What reports find, and what they remark beside it.
enum ReportStock {
    static let findings = [
        "{person} was appointed head of the [paint shop|archive|night shift|tool store].",
        "{person} [left|returned] after [nine|fourteen|twenty-two] years.",
        "{person} received a prize for [a safer ladder|a faster loom|saving the boiler].",
        "{person} lost [the keys of the safe|a lawsuit about a fence|four crates of glass].",
        "the branch in {town} will be closed in [March|June|November].",
        "a new warehouse will be built in {town}.",
        "the fire in {town} destroyed [two roofs|the model collection|all drawings].",
        "the debts in {town} [have doubled|were paid back|are smaller than feared].",
        "{firm} will deliver [steel wire|oak boards|lamp oil] until [spring|next year].",
        "{firm} has stolen the plans of the [folding crane|silent pump|heated glove].",
        "the contract with {firm} was [cancelled|renewed for three years].",
        "{firm} offered to buy [the whole yard|half of the shares].",
    ]

    static let remarks = [
        "{n} took notes and asked for a window to be opened.",
        "Coffee was served by {n}, who had brought [biscuits|a cake].",
        "{n} told [a joke|an anecdote] about an earlier visit.",
        "{n} showed the visitors where to leave their [coats|umbrellas].",
        "{n} apologised for being late.",
    ]
}
