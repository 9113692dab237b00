extension PromptWriter {
    /// An instruction with a text that the answer comes from.
    mutating func withText(_ kind: InstructionKind) -> String {
        switch kind {
        case .table: return table()
        case .email: return email()
        case .minutes: return minutes()
        case .dialogue: return dialogue()
        case .log: return log()
        case .classify: return reviews()
        case .order: return order()
        default: break
        }
        let text = passage()
        let task: String
        switch kind {
        case .extract:
            task = make(
                "[Extract all names of persons and towns from the text|List every fact that the text states about {n}|Write down as \"key: value\" what the text says about {n}|Which objects, people and places does the text mention in connection with {n}? Copy them from the text|Make a JSON object of what is said about {n} in the text].",
                ["n": text.facts[0].entity.name])
        case .passage:
            let fact = maker.stream.pick(text.facts)
            task = make(
                "[Answer the question from the text: {q}|Read the text. {q} Answer in one sentence.|{q} Quote the sentence of the text that says so.|{q} Answer in a few words, as the text has it.]",
                ["q": fact.question(&maker.stream)])
        case .summarise:
            task = make(
                "[Summarise the text in two sentences.|Summarise the text in at most 40 words.|Say in three bullet points what the text tells about {n}.|Give the text a title and a summary of one sentence.|Shorten the text to half its length without losing a fact.]",
                ["n": text.facts[0].entity.name])
        case .rewrite:
            task = make(
                "[Rewrite the text as a letter to a friend; keep all facts.|Rewrite the text in simple words and keep every name.|Rewrite the text in the past tense.|Turn the text into an interview with {n}.|Rewrite the text in the style of a newspaper.|Retell the text from the point of view of {n}.]",
                ["n": text.facts[0].entity.name])
        case .formal:
            task = make(
                "[Translate the text into formal English|Turn the text into an official report|Put the text into the language of a lawyer|Make of the text a polite reference letter] [and keep all names and facts|without adding anything|and leave out what is not about {n}].",
                ["n": text.facts[0].entity.name])
        default:
            let fact = maker.stream.pick(text.facts)
            task = make(
                "[Copy word for word the sentence that is about {t}.|Quote the part of the text that tells {t}, in quotation marks.|Find the passage about {t} and repeat it exactly.]",
                ["t": fact.topic])
        }
        return join(task, text.document.text)
    }

    /// Facts about one to three entities among prose: 60 to 330 words.
    mutating func passage() -> (document: Document, facts: [Fact]) {
        var facts: [Fact] = []
        var sentences: [String] = []
        for _ in 0...maker.stream.below(3) {
            let kind = maker.stream.pick(EntityKind.allCases)
            let told = maker.facts(maker.entity(kind), 2 + maker.stream.below(3))
            sentences += maker.document(told, prose: 1 + maker.stream.below(4)).sentences
            facts += told
        }
        // One entity with few facts would make a text of a line or two.
        if sentences.count < 6 {
            sentences += maker.document([], prose: 7 - sentences.count).sentences
        }
        return (Document(title: facts[0].entity.name, sentences: sentences), facts)
    }
}
