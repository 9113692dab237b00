import Artifacts
import Foundation
import LongContextEval
import Numbers
import Testing

@testable import PlainSuite

/// The names by which `summ_facts` counts the findings of a report.
@Suite struct ReportTests {
    /// Whether a text holds another one as the metric looks for it.
    static func holds(_ text: String, _ part: String) -> Bool {
        WordMatch.recall(text, [part]) == 1
    }

    @Test("a new name neither holds a given one nor is part of one, in any case")
    func apart() {
        for kind in EntityKind.allCases {
            let maker = WorldMaker(seed: 7, stream: SeededGenerator(seed: 3))
            var copy = maker
            let first = copy.entity(kind).name
            let second = copy.entity(kind).name
            for taken in [first.uppercased(), "\(first)berg", String(first.dropFirst())] {
                var other = maker
                #expect(other.entity(kind, apartFrom: ["Nobody", taken]).name == second)
            }
            var other = maker
            #expect(other.entity(kind, apartFrom: ["Nobody"]).name == first)
        }
    }

    /// All classes of names, each with reports of several streams.
    @Test(
        "each finding is found by its own name alone, whatever the seed",
        arguments: 0..<64 as Range<UInt64>)
    func distinct(seed: UInt64) {
        for stream in 0..<40 as Range<UInt64> {
            var maker = QuestionMaker(
                WorldMaker(seed: seed, stream: .derive(seed, stream)), index: 0, seed: seed)
            let question = maker.report(13, .summaryFacts)
            let firm = question.query.components(separatedBy: "report on ")[1].dropLast()
            #expect(question.answers.count == 5)
            for (place, name) in question.answers.enumerated() {
                for (other, text) in question.answers.enumerated() where other != place {
                    #expect(!Self.holds(text, name), "\(seed): \(name) in \(text)")
                }
                #expect(!Self.holds(String(firm), name), "\(seed): \(name) in \(firm)")
                #expect(question.context.lowercased().count(of: name.lowercased()) == 1, "\(name)")
            }
            // A summary without one finding has four fifths of them.
            var again = QuestionMaker(
                WorldMaker(seed: seed, stream: .derive(seed, stream)), index: 0, seed: seed)
            let whole = again.report(13, .summary).answers[0]
            #expect(WordMatch.recall(whole, question.answers) == 1)
            for name in question.answers {
                let rest = whole.components(separatedBy: ". ").filter { !$0.contains(name) }
                #expect(rest.count == 4)
                #expect(WordMatch.recall(rest.joined(separator: ". "), question.answers) == 0.8)
            }
        }
    }
}
