import Foundation
import Storage
import TestSupport
import Testing

@testable import HelmetSuite

/// Files of the recall category that are made up.
@Suite struct RecallFilesTests {
    private func made(_ folder: URL, _ change: (inout RecallFiles) -> Void = { _ in }) throws {
        var files = RecallFiles()
        (files.lengths, files.rows) = ([2048, 4096], 7)
        change(&files)
        try files.write(to: folder, tokenizer: Recorded.tokenizer("llama").tokenizer)
    }

    @Test("prompts come close to their length and are not cut, and answers are in them")
    func lengths() throws {
        let folder = try TemporaryFolder()
        try made(folder.url)
        let suite = HelmetSuite(
            data: folder.url, checkout: Recorded.folder.appendingPathComponent("wording"))
        let set = try suite.set(for: Recorded.tokenizer("llama"))
        #expect(set.parts.count == 8)
        for part in set.parts {
            let name = "\(part.task.dataset) at \(part.task.length)"
            #expect(part.examples.count == 7 && part.cutRows == 0, "\(name)")
            let budget = part.task.length - part.task.maxTokens
            // What is left for the wording, and less than a line of it or two.
            let least = budget - 2 * RecallRows.around
            #expect(
                part.inputTokens.allSatisfy { least...budget ~= $0 }, "\(name): \(part.inputTokens)"
            )
            for example in part.examples {
                let prompt = try #require(example.prompt)
                #expect(!example.answers.isEmpty)
                #expect(example.answers.allSatisfy { prompt.containsExactly($0) }, "\(example.id)")
            }
        }
    }

    @Test("the asked pair stands at six places of one object")
    func depths() throws {
        let folder = try TemporaryFolder()
        try made(folder.url) { $0.lengths = [2048] }
        let place = folder.url.appendingPathComponent("data/json_kv")
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: place.path).first)
        var rows: [JSONValue] = []
        try HelmetRows(place.appendingPathComponent(name)).forEach { _, row in rows.append(row) }
        let count = try #require(rows[0]["num_kvs"]?.int)
        #expect(name == "test_k\(count)_dep6.jsonl")
        let places = try rows.prefix(6).map { row -> Int in
            let context = try #require(row["context"]?.string)
            guard case .object(let members) = try JSONParser.parse(row: context).value else {
                return -1
            }
            #expect(members.count == count)
            let asked = try #require(row["question"]?.string)
            let found = try #require(members.firstIndex { $0.key.isExactly(asked) })
            #expect(members[found].value == row["answer"])
            return found
        }
        #expect(places.first == 0 && places.last == count - 1 && places == places.sorted())
        #expect(Set(places).count == 6)
        #expect(rows[6]["question"] != rows[0]["question"])
    }

    @Test("a seed fixes every byte, and a row does not depend on their number")
    func seeds() throws {
        let folder = try TemporaryFolder()
        func text(_ name: String, _ change: @escaping (inout RecallFiles) -> Void) throws -> String
        {
            let out = folder.url.appendingPathComponent(name)
            try made(out) {
                $0.lengths = [1024]
                change(&$0)
            }
            let file = out.appendingPathComponent(
                "data/ruler/niah_multivalue/validation_1024.jsonl")
            return try String(contentsOf: file, encoding: .utf8)
        }
        let one = try text("one") { _ in }
        #expect(try text("two") { _ in } == one)
        #expect(try one.hasPrefix(text("three") { $0.rows = 3 }))
        #expect(try text("four") { $0.seed = 2 } != one)
    }

    @Test func refusals() throws {
        let folder = try TemporaryFolder()
        func refusal(_ change: (inout RecallFiles) -> Void) -> String {
            do { try made(folder.url, change) } catch { return "\(error)" }
            return "nothing"
        }
        #expect(
            refusal { $0.lengths = [100] } == "length 100 is out of range; give 1024 to 1048576.")
        #expect(refusal { $0.lengths = [] } == "there is no length; give one or more.")
        #expect(refusal { $0.rows = 0 }.hasPrefix("rows is 0; give "))
        try Data().write(to: folder.file("x"))
        #expect(refusal { _ in } == "\(folder.url.path) is not an empty folder; give another.")
    }
}
