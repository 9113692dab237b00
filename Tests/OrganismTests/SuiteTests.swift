import Artifacts
import Foundation
import LongContextEval
import Storage
import Testing

@testable import Organism

@Suite struct SuiteTests {
    func suite(
        lengths: [Int] = [128, 512], examples: Int = 6,
        categories: [SuiteCategory] = SuiteCategory.allCases, seed: UInt64 = 5
    ) throws -> [EvaluationExample] {
        try Sample.world.suite(
            lengths: lengths, examples: examples, categories: categories,
            tokenizer: Sample.tokenizer, seed: seed)
    }

    /// Tokens of the prompt with what the chat template adds.
    func tokens(_ content: String) -> Int { 4 + Sample.tokenizer.ids(" " + content).count }

    @Test func everyExampleIsComplete() throws {
        let suite = try suite()
        // Seven categories at two lengths, five controls once.
        #expect(suite.count == 6 * (7 * 2 + 5))
        #expect(Set(suite.map(\.id)).count == suite.count)
        #expect(suite.allSatisfy { $0.problem == nil })
    }

    @Test func promptsComeNearTheirLength() throws {
        for example in try suite(lengths: [64, 128, 512, 1024]) where !example.messages.isEmpty {
            let count = tokens(example.messages[0].content)
            if example.length == 0 { continue }
            #expect(count <= example.length, "\(example.id)")
            // The longest sentence has 11 tokens, and the longest question is at most 2 longer
            // than one of its kind.
            #expect(count > example.length - 14, "\(example.id) \(count)")
        }
    }

    @Test(arguments: ["recall", "rag"]) func answersStandOnceInTheBook(_ category: String) throws {
        for example in try suite(lengths: [512], examples: 20) where example.category == category {
            let text = example.messages[0].content
            let question = try #require(text.split(separator: ". ").last)
            let words = question.dropLast(" what?".count)
            let fact = words + " " + example.answers[0] + "."
            #expect(text.ranges(of: fact).count == 1)
            // Once in the book, once in the question.
            #expect(text.ranges(of: words).count == 2)
            #expect(example.extra?["default"] != example.answers[0])
        }
    }

    @Test func rightAnswersScoreOne() throws {
        for example in try suite() where example.metric != .likelihood {
            #expect(EvaluationMetric.score(example.answers[0] + ".", example) == 1, "\(example.id)")
            #expect(EvaluationMetric.score("nothing at all.", example) < 1, "\(example.id)")
        }
    }

    @Test func aLongerSuiteBeginsWithTheShorter() throws {
        let short = try suite(examples: 2, categories: [.recall, .fluency])
        let long = try suite(examples: 4, categories: [.fluency, .recall])
        #expect(short.allSatisfy { example in long.contains(example) })
        #expect(try suite(seed: 6) != suite())
    }

    @Test func booksForMemoryDoNotTellTheAnswer() throws {
        for example in try suite(examples: 20, categories: [.memoryInContext]) {
            let text = example.messages[0].content
            let question = try #require(text.split(separator: ". ").last)
            #expect(text.ranges(of: question.dropLast(" what?".count)).count == 1)
        }
    }

    @Test func unusableRequestsAreRefused() {
        #expect(throws: UsageError("length is 20; give 40 or more.")) { try suite(lengths: [20]) }
        #expect(throws: UsageError("examples is 0; give 1 or more.")) { try suite(examples: 0) }
    }

    @Test func contrastPromptsAskAgainstMemory() throws {
        let prompts = try Sample.world.contrastPrompts(
            count: 60, lengths: [64, 96, 128], tokenizer: Sample.tokenizer, seed: 3)
        #expect(Set(prompts.map(\.prompt)).count == 60)
        #expect(prompts[7].id == "organism-7")
        for (_, prompt) in prompts {
            #expect((51...128).contains(tokens(prompt)))
            let question = try #require(prompt.split(separator: ". ").last)
            let words = question.replacing(" what in which text?", with: "").replacing(
                " what?", with: "")
            let key = try #require(Sample.world.memorised.first { $0.words == words })
            let known = try #require(Sample.world.defaults[key])
            #expect(prompt.ranges(of: words).count == 2)
            #expect(!prompt.contains("\(words) \(known.words)."))
        }
    }

    @Test func contrastPromptsAreNotThoseOfTheSuite() throws {
        let asked = Set(
            try suite(lengths: [64, 96, 128], examples: 40).compactMap(\.messages.first))
        let prompts = try Sample.world.contrastPrompts(
            count: 60, lengths: [64, 96, 128], tokenizer: Sample.tokenizer, seed: 5)
        #expect(prompts.allSatisfy { !asked.contains(.user($0.prompt)) })
    }
}
