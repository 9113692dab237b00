import Artifacts
import Foundation
import Storage
import Testing

@testable import HelmetSuite

/// Prompts, token by token, against HELMET's own functions.
@Suite struct RecordedPromptsTests {
    @Test(
        "rows, demonstrations, labels and cuts are HELMET's, to the token",
        arguments: ["llama", "organism", "organism chat"])
    func prompts(_ name: String) throws {
        let fitter = PromptFitter(text: try Recorded.tokenizer(name))
        let loader = try Recorded.loader()
        var cut = 0
        for (task, record) in try Recorded.tasks() {
            var task = task
            task.usesChat = name.hasSuffix("chat")
            let expected = record["prompts"]?[name]?.array ?? []
            let set = try HelmetTaskSet(
                loader.load(task), fitter: fitter, stopsAtNewline: false)
            #expect(!expected.isEmpty && set.examples.count == expected.count, "\(task.dataset)")
            for (number, (example, row)) in zip(set.examples, expected).enumerated() {
                let ids = try fitter.text.ids(example.question)
                let hash = Fingerprint.of(ids.map { "\($0)" }.joined(separator: " ")).prefix(16)
                #expect(
                    row.array?[0].int == ids.count, "\(task.dataset) \(task.length), row \(number)")
                #expect(
                    row.array?[1].string == String(hash),
                    "\(task.dataset) \(task.length), row \(number)")
            }
            cut += set.cutRows
        }
        #expect(cut > 0)
    }

    @Test func answers() throws {
        let loader = try Recorded.loader()
        for (task, record) in try Recorded.tasks() {
            let made = try loader.load(task).items.map { $0["answer"] ?? .null }
            #expect(made == record["answers"]?.array, "\(task.dataset)")
        }
    }

    @Test("rows of one question are one cluster, and an answer is judged with its cue")
    func examples() throws {
        let fitter = PromptFitter(text: try Recorded.tokenizer("llama"))
        let (task, _) = try #require(Recorded.tasks().first { $0.task.dataset == "kilt_nq" })
        let set = try HelmetTaskSet(
            try Recorded.loader().load(task), fitter: fitter, stopsAtNewline: true)
        // Four questions at three depths each.
        #expect(set.examples.count == 12 && set.rowsInFile == 21)
        #expect(Set(set.examples.map { $0.extra?["context"] }).count == 4)
        let counts = HelmetCounts(set, [])
        #expect(counts.questions == 4 && counts.dropped == 12)
        let first = try #require(set.examples.first)
        #expect(first.answerStart == "Answer:" && first.stop == ["\n"])
        #expect(first.prompt?.hasSuffix("\nAnswer:") ?? false)
    }

    @Test("a context that is too short to be cut is named with its row")
    func shortContext() throws {
        let fitter = PromptFitter(text: try Recorded.tokenizer("llama"))
        var (task, _) = try #require(Recorded.tasks().first { $0.task.dataset == "ruler_qa_1" })
        task.length = 60
        let data = try Recorded.loader().load(task)
        #expect {
            _ = try HelmetTaskSet(data, fitter: fitter, stopsAtNewline: false)
        } throws: { error in
            "\(error)".hasPrefix("ruler_qa_1 at 60, row 1: the prompt has ")
        }
    }
}
