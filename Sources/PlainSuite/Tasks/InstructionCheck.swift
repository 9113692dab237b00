import Numbers
import Storage

/// An instruction that a program can check: a name and arguments of IFEval (Zhou et al. 2023) and the words
/// for it.
struct InstructionCheck: Sendable {
    let id: String
    /// Those of one group contradict each other.
    let group: String
    /// Words with choices and `{x}`.
    let text: String
    /// What `{x}` may be.
    let values: [String]
    /// The arguments for a value.
    let arguments: @Sendable (String) -> [JSONMember]

    init(
        _ id: String, group: String, _ text: String, _ values: [String] = [""],
        arguments: @escaping @Sendable (String) -> [JSONMember] = { _ in [] }
    ) {
        self.id = id
        self.group = group
        self.text = text
        self.values = values
        self.arguments = arguments
    }

    struct Drawn {
        let id: String
        let group: String
        let text: String
        let arguments: JSONValue
    }

    func drawn(_ stream: inout SeededGenerator) -> Drawn {
        let value = stream.pick(values)
        return Drawn(
            id: id, group: group, text: Phrase.make(text, ["x": value], &stream),
            arguments: .object(arguments(value)))
    }

    private static let words = [
        "window", "yellow", "river", "together", "morning", "quiet", "stone", "journey",
    ]

    static let all = [
        InstructionCheck(
            "keywords:existence", group: "word",
            "[Use the word {x} in your answer.|Your answer has to contain the word {x}.]", words
        ) { [JSONMember(key: "keywords", value: .array([.string($0)]))] },
        InstructionCheck(
            "length_constraints:number_words", group: "length",
            "[Use fewer than {x} words.|Your answer must have less than {x} words.]",
            ["40", "60", "90"]
        ) {
            [
                JSONMember(key: "num_words", value: .int(Int($0) ?? 0)),
                JSONMember(key: "relation", value: .string("less than")),
            ]
        },
        InstructionCheck(
            "detectable_format:number_bullet_lists", group: "format",
            "Your answer must consist of exactly {x} bullet points in Markdown, such as \"* This is a point.\"",
            ["2", "3", "4"]
        ) { [JSONMember(key: "num_bullets", value: .int(Int($0) ?? 0))] },
        InstructionCheck(
            "punctuation:no_comma", group: "comma",
            "[Do not use any commas.|Your answer must not contain a comma.]"),
        InstructionCheck(
            "startend:end_checker", group: "frame",
            "[End with exactly this sentence:|Your last words must be:] {x}",
            ["That is all I know.", "Now it is your turn.", "And so the day ends."]
        ) { [JSONMember(key: "end_phrase", value: .string($0))] },
        InstructionCheck(
            "keywords:forbidden_words", group: "word",
            "[Do not use the word {x}.|The word {x} must not occur.]", ["the", "very", "and", "it"]
        ) { [JSONMember(key: "forbidden_words", value: .array([.string($0)]))] },
        InstructionCheck(
            "detectable_format:title", group: "title",
            "Give your answer a title in double angular brackets, such as <<a title>>."),
        InstructionCheck(
            "startend:quotation", group: "frame",
            "[Put the whole answer in double quotation marks.|Your whole answer must be enclosed in double quotation marks.]"
        ),
    ]

    /// Two instructions that are followed, for the form without a chat template.
    static let demonstrations = [
        Question.Shot(
            query:
                "Instruction: Write a short text about snow. Use fewer than 40 words. Your answer has to contain the word lantern.",
            answer:
                "Snow covers the roofs and the road in one night. In the morning a lantern still burns beside the door, and every step leaves a mark."
        ),
        Question.Shot(
            query:
                "Instruction: Tell me something about bread. Your answer must consist of exactly 2 bullet points in Markdown, such as \"* This is a point.\"",
            answer:
                "\n* Bread is made from flour and water and a little salt.\n* Yeast lets the dough rise before it is baked."
        ),
    ]
}
