import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

@testable import Haystacks

@Suite struct NeedleTests {
    @Test("reads our field names and the published ones, skipping blank lines")
    func reading() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("needles.jsonl")
        try AtomicFile.write(
            """
            {"needle": "The hat is red.", "question": "Which colour?", "answer": "red"}

            {"needle": "Tea is at five.", "question": "When?", "real_needle": "at five"}
            """, to: file)
        let needles = try Needle.read(file)
        #expect(needles.map(\.answer) == ["red", "at five"])
        let line = try JSONLines.line(needles[1])
        #expect(try JSONDecoder().decode(Needle.self, from: line) == needles[1])
    }

    @Test(
        "a bad row names the file and the line",
        arguments: [
            (#"{"needle": "A.", "question": "B?"}"#, "answer is missing"),
            (#"{"needle": "A.", "question": " ", "answer": "a"}"#, "question is empty"),
            (#"{"needle": 3, "question": "B?", "answer": "a"}"#, "needle should be text"),
            ("nonsense", "not valid JSON"),
        ])
    func badRows(row: String, reason: String) throws {
        let folder = try TemporaryFolder()
        let file = folder.file("needles.jsonl")
        try AtomicFile.write(
            #"{"needle": "A.", "question": "B?", "answer": "a"}"# + "\n" + row, to: file)
        let error = #expect(throws: DataError.self) { try Needle.read(file) }
        #expect(error?.description.contains("needles.jsonl:2: ") == true)
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test("an empty file is refused")
    func empty() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write("\n\n", to: folder.file("n.jsonl"))
        #expect(throws: DataError.self) { try Needle.read(folder.file("n.jsonl")) }
    }

    @Test(
        "the answer is found literally, then ignoring case, else the whole needle counts",
        arguments: [
            ("The hat is red.", "red", 11..<14),
            ("Red is the red hat.", "red", 11..<14),
            ("because he is mean.", "Because he", 0..<10),
            ("Der Zeiger steht auf zwölf.", "zwölf", 21..<26),
            ("👒 is the hat", "the hat", 5..<12),
            ("The hat is red.", "it is crimson", 0..<15),
        ])
    func answers(needle: String, answer: String, range: Range<Int>) {
        let needle = Needle(needle: needle, question: "?", answer: answer)
        #expect(needle.answerRange == range)
    }

    @Test("built-in needles differ, hold their answers and do not give them away in the question")
    func builtIn() {
        let needles = Needle.builtIn(count: 1000)
        #expect(needles.count == 96)
        #expect(Set(needles.map(\.needle)).count == 96)
        #expect(Set(needles.map(\.question)).count == 96)
        #expect(Set(needles.map(\.answer)).count == 96)
        for needle in needles {
            #expect(needle.needle.components(separatedBy: needle.answer).count == 2)
            #expect(!needle.needle.contains("{") && !needle.question.contains("{"))
            #expect(5...14 ~= needle.answer.split(separator: " ").count, "\(needle.answer)")
            let given = RougeRecall.score(answer: needle.answer, response: needle.question)
            #expect(given <= 0.5, "\(needle)")
            let other = needles.filter { $0 != needle }
                .map { RougeRecall.score(answer: needle.answer, response: $0.question) }
            #expect(other.allSatisfy { $0 <= 0.5 })
        }
        #expect(Needle.builtIn(count: 5) == Array(needles.prefix(5)))
        #expect(Needle.builtIn(count: 48, seed: 1) != needles)
    }

    @Test("built-in needles are of twelve kinds in turn, and of two templates each")
    func kinds() {
        let kinds = NeedleKind.allCases
        for kind in kinds {
            let templates = NeedleTemplate.all.filter { $0.kind == kind }
            #expect(templates.count == NeedleTemplate.perKind)
            // Each template serves four needles, none of which may share half an answer.
            #expect(templates.allSatisfy { Set($0.a).count >= 4 && Set($0.b).count >= 4 })
        }
        for index in 0..<96 {
            #expect(NeedleTemplate.at(index).kind == kinds[index % kinds.count])
        }
        let first = NeedleTemplate.at(0)
        #expect((0..<96).count { NeedleTemplate.at($0).needle == first.needle } == 4)
        #expect(Set(NeedleTemplate.names).count == 96)
    }
}
