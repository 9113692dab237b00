import Artifacts
import Testing

@testable import PlainSuite

@Suite struct SeedTests {
    /// Every name that the generator can make.
    static let stock = Set(
        [NameSource.surnames, NameSource.towns].flatMap { list in (0..<list.count).map(list.name) })

    static func names(_ examples: [EvaluationExample]) -> Set<String> {
        var names: Set<String> = []
        for example in examples {
            for word in example.shown.split(whereSeparator: { !$0.isLetter })
            where word.first?.isUppercase == true && stock.contains(String(word)) {
                names.insert(String(word))
            }
        }
        return names
    }

    @Test("seeds share no question, no answer and no name")
    func seeds() throws {
        let tasks = PlainTask.allCases.filter {
            !$0.isVariant && $0 != .facts && $0 != .instructions
        }
        let made = try [UInt64(1), 2, 3, 10].map {
            try PlainSuite.made(tasks, examples: 8, seed: $0)
        }
        for (index, one) in made.enumerated() {
            let names = Self.names(one)
            #expect(names.count > 500)
            let questions = Set(one.map(\.asked))
            // Phrases, words and sums are few; names and numbers are new each time.
            let answers = Set(one.filter(Self.isOpen).flatMap(\.answers))
            for other in made[..<index] {
                #expect(names.isDisjoint(with: Self.names(other)))
                let others = other.filter { $0.category != PlainTask.arithmetic.rawValue }
                #expect(questions.isDisjoint(with: others.map(\.asked)))
                let same = answers.intersection(other.filter(Self.isOpen).flatMap(\.answers))
                #expect(same.isEmpty, "\(same)")
            }
        }
    }

    static func isOpen(_ example: EvaluationExample) -> Bool {
        let open: [PlainTask] = [.jsonPairs, .summary]
        return open.contains { $0.rawValue == example.category }
    }

    @Test("no two questions of one seed are the same")
    func distinct() throws {
        let tasks = PlainTask.allCases.filter {
            !$0.isVariant && $0 != .fluency && $0 != .arithmetic && $0 != .instructions
        }
        let examples = try PlainSuite.made(tasks, examples: 60)
        let asked = examples.map { "\($0.category) \($0.asked)" }
        #expect(Set(asked).count == examples.count)
    }
}
