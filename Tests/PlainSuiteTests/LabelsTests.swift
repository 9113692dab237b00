import Artifacts
import Foundation
import Testing

@testable import PlainSuite

@Suite struct LabelsTests {
    /// The subject that a sentence was made for, by trying every choice of its patterns.
    static func subject(_ sentence: String) -> Int? {
        LabelStock.subjects.firstIndex { patterns in
            patterns.contains { pattern in
                var text = NSRegularExpression.escapedPattern(for: pattern)
                // \[a\|b\] back to alternatives, holes to names.
                for (escaped, plain) in [
                    ("\\[", "(?:"), ("]", ")"), ("\\]", ")"), ("\\|", "|"),
                    ("\\{n\\}", "[A-Z][a-z]+ [A-Z][a-z]+"),
                    ("\\{n}", "[A-Z][a-z]+ [A-Z][a-z]+"), ("\\{t\\}", "[A-Z][a-z]+"),
                    ("\\{t}", "[A-Z][a-z]+"),
                ] { text = text.replacingOccurrences(of: escaped, with: plain) }
                return sentence.range(
                    of: "^\(text)$", options: [.regularExpression, .caseInsensitive]) != nil
            }
        }
    }

    @Test("a label means one subject, labels are balanced, the asked text is new")
    func labels() throws {
        for task in [PlainTask.numberLabels, .wordLabels] {
            for example in try PlainSuite.made([task], examples: 8) {
                var subjects: [String: Set<Int>] = [:]
                var counts: [String: Int] = [:]
                for match in example.shown.matches(of: /([^\n]+)\nlabel: (\w+)/) {
                    let subject = try #require(Self.subject(String(match.1)), "\(match.1)")
                    subjects[String(match.2), default: []].insert(subject)
                    counts[String(match.2), default: 0] += 1
                    #expect(match.1 != example.asked)
                }
                #expect(subjects.count == QuestionMaker.subjects)
                #expect(subjects.values.allSatisfy { $0.count == 1 })
                #expect((counts.values.max() ?? 0) - (counts.values.min() ?? 0) <= 1)
                let asked = try #require(Self.subject(example.asked), "\(example.asked)")
                #expect(subjects[example.answers[0]] == [asked])
                #expect(example.extra?["chance"] == "0.1667")
            }
        }
    }

    @Test("labels of a subject change from question to question")
    func drawnAnew() throws {
        var labels: [Int: Set<String>] = [:]
        for example in try PlainSuite.made([.numberLabels], examples: 30) {
            labels[try #require(Self.subject(example.asked)), default: []].insert(
                example.answers[0])
        }
        #expect(labels.values.contains { $0.count > 1 } && labels.count > 5)
    }
}
