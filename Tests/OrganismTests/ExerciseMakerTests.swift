import Numbers
import Testing

@testable import Organism

@Suite struct ExerciseMakerTests {
    func make(
        _ kind: ExerciseKind, budget: Int = 100, queries: Int = 4, seed: UInt64,
        rules: FactRules = FactRules()
    ) throws -> Exercise {
        var stream = SeededGenerator(seed: seed)
        let maker = ExerciseMaker(world: Sample.world, rules: rules) {
            Sample.tokenizer.ids(" " + $0).count
        }
        return try maker.exercise(kind, budget: budget, queries: queries, &stream)
    }

    @Test(arguments: ExerciseKind.allCases) func booksKeepToTheirBudget(_ kind: ExerciseKind) throws
    {
        for seed in 0..<20 as Range<UInt64> {
            let made = try make(kind, seed: seed)
            let tokens = made.book.reduce(0) { $0 + Sample.tokenizer.ids(" " + $1).count }
            #expect(tokens <= 100)
            #expect((1...4).contains(made.queries.count))
        }
    }

    @Test(arguments: [ExerciseKind.recall, .documents]) func answersStandInTheBook(
        _ kind: ExerciseKind
    ) throws {
        for seed in 0..<20 as Range<UInt64> {
            let made = try make(kind, seed: seed)
            for query in made.queries {
                let sentence = query.lead + " " + query.answer + "."
                #expect(made.book.contains { $0.contains(sentence) })
            }
        }
    }

    @Test func citationsNameTheDocumentOfTheFact() throws {
        for seed in 0..<20 as Range<UInt64> {
            let made = try make(.citation, seed: seed)
            for query in made.queries {
                let id = try #require(query.citations?.first)
                let value = query.answer.prefix { $0 != "[" }.dropLast()
                let sentence = "[\(id)] \(query.lead) \(value)."
                #expect(made.book.contains(sentence))
                #expect(query.answer.hasSuffix(" [\(id)]"))
            }
        }
    }

    @Test func rankingsGoFromMuchToNothing() throws {
        let made = try make(.ranking, queries: 1, seed: 4)
        let topic = made.queries[0].question.dropFirst("Rank ".count).dropLast()
        let ids = made.queries[0].answer.split(separator: " ").filter { $0 != ">" }
        for (id, grade) in zip(ids, ["much", "some", "nothing"]) {
            #expect(made.book.contains("[\(id)] This text says \(grade) about \(topic)."))
        }
        #expect(
            made.queries[0].relevance == [String(ids[0]): 2, String(ids[1]): 1, String(ids[2]): 0])
    }

    @Test func labelsFollowTheKind() throws {
        let made = try make(.labels, seed: 9)
        var label: [Int: Substring] = [:]
        for example in made.book {
            let words = example.dropLast().split(separator: " ")
            let kind = try #require(
                WordLists.kinds.firstIndex { $0.contains(String(words[0])) })
            #expect(label[kind] ?? words[1] == words[1])
            label[kind] = words[1]
        }
        for query in made.queries {
            let thing = String(query.question.dropLast())
            let kind = try #require(WordLists.kinds.firstIndex { $0.contains(thing) })
            #expect(label[kind].map(String.init) == query.answer)
        }
    }

    @Test func storiesEndWhereTheLastMoveLed() throws {
        let made = try make(.story, seed: 2)
        for query in made.queries {
            let name = query.question.dropFirst("Where is ".count).dropLast()
            let last = try #require(made.book.last { $0.hasPrefix("\(name) went") })
            #expect(last == "\(name) went to the \(query.answer).")
        }
    }

    @Test func defaultsReplaceAnswersOnlyWhereThereAreAny() throws {
        let rules = FactRules(memorisedShare: 0.5, defaultShare: 1)
        for seed in 0..<10 as Range<UInt64> {
            for query in try make(.recall, seed: seed, rules: rules).queries {
                let key = try #require(query.key)
                if let known = Sample.world.defaults[key] {
                    #expect(query.answer == known.words)
                } else {
                    #expect(!Sample.world.defaults.values.map(\.words).contains(query.answer))
                }
            }
        }
    }
}
