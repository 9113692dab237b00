extension PromptWriter {
    /// An instruction that stands alone.
    mutating func bare(_ kind: InstructionKind) -> String {
        switch kind {
        case .arithmetic: return arithmetic()
        case .code:
            return make(
                "[Write a function in {l} that|In {l}, show how to write code that|I am learning {l}. Write a short program that] {t}. [Add a comment to each step.|Include one example call.|Keep it short.|Explain it briefly.|]",
                [
                    "l": make("[Python|JavaScript|C|Java|Swift|Go|Ruby|Rust]"),
                    "t": pick(Stock.programs),
                ])
        case .explain:
            return make(
                "[Explain|Describe|Tell me] {t} [in simple words|to a ten-year-old|in about 100 words|in three sentences|with an everyday example|step by step|to a curious beginner].",
                ["t": pick(Stock.explanations)])
        case .list:
            return make(
                "[List|Name|Write down|Give me] [three|four|five|six|seven|ten] {t}[.|, each with a short reason.|, from the simplest to the hardest.|, as a numbered list.|, one on each line.]",
                ["t": pick(Stock.lists)])
        case .compare:
            return make(
                "[Compare {t}.|What are the main differences between {t}?|Name two advantages each of {t}.|Which is better and why: {t}?|Write a table with the pros and cons of {t}.]",
                ["t": pick(Stock.comparisons)])
        case .plan:
            return make(
                "[Plan|Make a plan for|Help me to organise|Write a checklist for] {t}[.|, step by step.|, with a time for each step.|, for a small budget.|, and say what could go wrong.]",
                ["t": pick(Stock.plans)])
        case .brainstorm:
            return make(
                "[Suggest|Think of|Brainstorm|Come up with] [five|six|eight|ten] [ideas|unusual ideas|simple ideas] for {t}.",
                ["t": pick(Stock.ideas)])
        case .advice:
            return make(
                "{t} [What should I do?|What would you advise?|How can I deal with this?|Give me three pieces of advice.]",
                ["t": pick(Stock.troubles)])
        case .letter: return letter()
        case .story: return story()
        case .poem:
            return make(
                "Write [a poem|a short poem|a poem of four lines|a rhyming poem|a haiku|a limerick|a song text] about {t}[.|, in a cheerful tone.|, in a sad tone.|, without using the letter z.| and give it a title.]",
                ["t": pick(Stock.poems)])
        case .roleplay:
            return make(
                "[You are|Imagine that you are|Play the role of|Answer as] {r}. {t}",
                ["r": pick(Stock.roles), "t": pick(Stock.requests)])
        default: return format()
        }
    }

    mutating func pick(_ list: [String]) -> String { make(maker.stream.pick(list)) }

    private mutating func letter() -> String {
        let table = [
            "n": maker.entity(.person).name, "m": maker.entity(.person).name,
            "t": maker.entity(.town).name, "r": pick(Stock.reasons),
        ]
        return make(
            "Write [a letter|a short e-mail|a polite note|a formal letter] [from {n} to {m}|to {m}, signed by {n},] {r}[.|. They live in {t}.|. Mention the town of {t}.|. Use at most 120 words.|. Begin with a compliment.]",
            table)
    }

    private mutating func story() -> String {
        let table = [
            "n": maker.entity(.person).name, "t": maker.entity(.town).name,
            "o": pick(Stock.things), "e": pick(Stock.turns),
        ]
        return make(
            "Write [a story|a short story|the beginning of a story|a fairy tale|a funny story] about {n}, who [finds {o} in {t}|travels to {t} with {o}|loses {o} on the way to {t}|wants to sell {o} in {t}][.|. In the end {e}.|. Use about 200 words.|. It should contain a dialogue.]",
            table)
    }

    private mutating func arithmetic() -> String {
        let number = numbers(3, in: 3...48)
        let table = [
            "n": maker.entity(.person).name, "m": maker.entity(.person).name,
            "a": "\(number[0])", "b": "\(number[1])", "c": "\(number[2])",
            "sum": "\(number[0] + number[1])", "o": pick(Stock.goods),
        ]
        return make(
            "[{n} has {a} {o} and buys {b} more. Then {m} gives {n} another {c}. How many {o} does {n} have now?|{n} packs {a} boxes with {b} {o} each. How many {o} are there in all?|A shop had {sum} {o} in the morning and sold {a} of them. How many are left?|{n} reads {a} pages a day. How many pages are that in {b} days?|{n} walks {a} minutes to work and {m} walks {b} minutes longer. How long do both walk together?|Tickets cost {a} coins for adults and {b} coins for children. What do {c} adults and two children pay?|{n} and {m} share {sum} {o}. {n} takes {b} of them. How many does {m} get?|A train leaves at nine o'clock and needs {a} minutes to the first stop and {b} minutes more to {n}'s town. How many minutes is {n} on the way?] [Show your work.|Explain each step.|Give only the number at the end.|]",
            table)
    }

    private mutating func format() -> String {
        let table = [
            "t": pick(Stock.subjects), "n": make("[three|four|five]"),
            "w": make("[however|window|yellow|together|seldom|therefore]"),
        ]
        return make(
            "[Write about {t} in exactly {n} bullet points.|Describe {t} in {n} sentences and use the word \"{w}\" twice.|Write one paragraph about {t} in lower case only.|Answer in JSON with the keys \"title\" and \"text\": say something about {t}.|Write about {t} without using any comma, in {n} sentences.|Give a title in double angular brackets, such as <<title>>, and write {n} sentences about {t}.|Write {n} questions that one could ask about {t}, each on its own line.|Write about {t} and end with the sentence \"That is all I know.\"|Write about {t} in capital letters, {n} sentences.|Explain {t} and put the whole answer in double quotation marks.]",
            table)
    }
}
