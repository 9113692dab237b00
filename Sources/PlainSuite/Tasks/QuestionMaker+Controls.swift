import Artifacts
import Numbers
import Storage

extension QuestionMaker {
    /// The question of a task that is asked once.
    mutating func control(_ task: PlainTask, _ form: PromptForm, id: String) -> EvaluationExample {
        switch task {
        case .fluency: return fluency(id)
        case .arithmetic: return arithmetic().example(task, form, id: id, length: 0)
        case .facts: return fact().example(task, form, id: id, length: 0)
        default: return instruction().example(task, form, id: id, length: 0)
        }
    }

    /// Plain text, whose likelihood is taken.
    private mutating func fluency(_ id: String) -> EvaluationExample {
        let text = (0..<3).map { _ in
            let entity = maker.entity(maker.stream.pick(EntityKind.allCases))
            return maker.document(maker.facts(entity, 2), prose: 4).text
        }
        return EvaluationExample(
            id: id, category: PlainTask.fluency.rawValue, metric: .likelihood, length: 0,
            extra: ["category": PlainCategory.controls.rawValue],
            prompt: text.joined(separator: "\n\n"))
    }

    /// Sums, differences, products and word problems in turn, with numbers that a small model can do.
    private mutating func arithmetic() -> Question {
        let shots = [sum(of: 0), sum(of: 3)]
        let asked = sum(of: index % 4)
        return Question(
            instruction: "Solve the problem and give the result as a number.",
            shots: shots.map {
                Question.Shot(query: "Question: \($0.text)", answer: "\($0.result)")
            },
            context: "", query: "Question: \(asked.text)", answers: ["\(asked.result)"])
    }

    private mutating func sum(of kind: Int) -> (text: String, result: Int) {
        // A result that is one of the given numbers would be right without any thought.
        while true {
            let (a, b) = (2 + maker.stream.below(48), 2 + maker.stream.below(18))
            let name = maker.entity(.person).name
            let problems: [(String, Int)] =
                switch kind {
                case 0: [("What is \(a) + \(b)?", a + b), ("What is \(a) plus \(b)?", a + b)]
                case 1: [("What is \(a + b) - \(b)?", a), ("What is \(a + b) minus \(b)?", a)]
                case 2:
                    [
                        ("What is \(b) * \(a % 9 + 2)?", b * (a % 9 + 2)),
                        ("What is \(b) times \(a % 9 + 2)?", b * (a % 9 + 2)),
                    ]
                default:
                    [
                        (
                            "\(name) has \(a) marbles and finds \(b) more. How many marbles does \(name) have now?",
                            a + b
                        ),
                        (
                            "\(name) had \(a + b) stamps and gave \(b) of them away. How many stamps are left?",
                            a
                        ),
                        (
                            "\(name) fills \(b) boxes with \(a % 9 + 2) eggs each. How many eggs are that?",
                            b * (a % 9 + 2)
                        ),
                        (
                            "\(name) walks \(a) minutes to the station and \(b) minutes from there to work. How many minutes is the whole way?",
                            a + b
                        ),
                    ]
                }
            let (text, result) = maker.stream.pick(problems)
            let given = text.split { !$0.isNumber }.map(String.init)
            if !given.contains("\(result)"), result > 1 { return (text, result) }
        }
    }

    /// One of the closed-book questions, in an order that the seed decides.
    private mutating func fact() -> Question {
        var order = SeededGenerator(seed: seed ^ 0x6661_6374)
        let facts = CommonFact.all.shuffled(&order)
        let asked = facts[index % facts.count]
        let choices = ([asked.answer] + asked.wrong).shuffled(&maker.stream).map { " " + $0 }
        let shots = [
            CommonFact("What colour is snow?", "white"),
            CommonFact("Which animal says miaow?", "cat"),
        ]
        return Question(
            instruction: "Answer the question.",
            shots: shots.map {
                Question.Shot(query: "Question: \($0.question)", answer: $0.answer)
            },
            context: "", query: "Question: \(asked.question)", answers: [" " + asked.answer],
            choices: choices, chance: 1 / Double(choices.count))
    }

    /// An instruction whose following a program checks, by names and arguments of IFEval.
    private mutating func instruction() -> Question {
        var writer = PromptWriter(maker)
        let subject = writer.pick(Stock.subjects)
        let first = InstructionCheck.all[index % InstructionCheck.all.count]
        let others = InstructionCheck.all.filter { $0.group != first.group }.shuffled(
            &writer.maker.stream)
        var checks = [first.drawn(&writer.maker.stream)]
        // Every second one bears two instructions, which can be followed together.
        if index % 2 == 1 {
            for other in others where checks.count == 1 {
                let second = other.drawn(&writer.maker.stream)
                if !second.contradicts(checks[0]) { checks.append(second) }
            }
        }
        let start = writer.make(
            "[Write a short text about {s}.|Tell me something about {s}.|Describe {s} to someone who has never seen or heard of this.]",
            ["s": subject])
        maker = writer.maker
        return Question(
            instruction: "",
            shots: InstructionCheck.demonstrations, context: "",
            query: "Instruction: " + ([start] + checks.map(\.text)).joined(separator: " "),
            chatQuery: ([start] + checks.map(\.text)).joined(separator: " "),
            instructions: checks.map(\.id), instructionArguments: checks.map(\.arguments))
    }
}
