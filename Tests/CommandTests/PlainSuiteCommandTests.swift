import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

/// The plain suite and the built-in instructions from the command line.
@Suite(.serialized) struct PlainSuiteCommandTests {
    let folder: TemporaryFolder
    let model: String

    /// The tiny model of Tests/Fixtures/preference, said to have room for long prompts: weights are not
    /// loaded where questions are only written.
    init() throws {
        folder = try TemporaryFolder()
        let copy = folder.file("model")
        try FileManager.default.copyItem(at: Fixture.url("preference/model"), to: copy)
        model = copy.path
        let file = copy.appendingPathComponent("config.json")
        let text = try String(contentsOf: file, encoding: .utf8)
            .replacing(/"max_position_embeddings": \d+/, with: "\"max_position_embeddings\": 16384")
        try Data(text.utf8).write(to: file)
    }

    @Test("questions are written as a file that evaluate reads, for either suite")
    func writing() throws {
        let file = folder.file("questions.jsonl")
        let output = try BuiltTool.run([
            "evaluate", "--model", model, "--lengths", "8192", "--examples", "2", "--categories",
            "recall,rag,facts", "--form", "completion", "--write-examples", file.path,
        ])
        #expect(output.status == 0, "\(output.error)")
        #expect(output.out == "10 examples: \(file.path)\n")
        let examples = try EvaluationExample.read(file)
        #expect(examples.count == 10 && examples.allSatisfy { $0.prompt != nil })
        #expect(Set(examples.map(\.category)) == ["json_kv", "niah_mk", "niah_mv", "rag", "facts"])
        let organism = try BuiltTool.run([
            "evaluate", "--model", "organism", "--lengths", "64", "--examples", "2",
            "--categories", "recall", "--write-examples", file.path, "--json",
        ])
        #expect(organism.status == 0 && organism.out.contains("\"examples\":2"), "\(organism)")
        #expect(try EvaluationExample.read(file).allSatisfy { $0.category == "recall" })
    }

    @Test(
        "options that do not go together are refused in words",
        arguments: [
            (
                ["--suite", "english", "--out", "x"],
                "--suite is english; give plain, organism or helmet."
            ),
            (["--form", "talk", "--out", "x"], "--form is talk; give chat, chat-start"),
            ([], "give --out, where the rows go"),
            (["--write-examples", "q", "--out", "x"], "there are no rows for --out"),
            (["--examples", "f.jsonl", "--suite", "plain", "--out", "x"], "--examples is a file"),
            (["--categories", "rags", "--write-examples", "q"], "there is no category \"rags\""),
            (["--lengths", "99999", "--write-examples", "q"], "more than the 16384 positions"),
        ])
    func refusals(options: [String], sentence: String) throws {
        let output = try BuiltTool.run(["evaluate", "--model", model] + options)
        #expect(output.status == 2 && output.out.isEmpty)
        #expect(output.error.contains(sentence), "\(output.error)")
    }

    @Test("options that would do nothing are refused")
    func idle() throws {
        let file = folder.file("questions.jsonl").path
        func refusal(_ options: [String]) throws -> String {
            let output = try BuiltTool.run(["evaluate", "--model", model] + options)
            #expect(output.status == 2 && output.out.isEmpty, "\(options)")
            return output.error
        }
        // Their values are those of the defaults: it is being given that counts.
        for (option, value) in [
            ("--lengths", "1k,2k"), ("--categories", "recall"), ("--seed", "1"),
        ] {
            #expect(
                try refusal(["--examples", file, "--out", "x", option, value])
                    .contains(
                        "\(option) does not apply: the questions of \(file) are asked as they"))
        }
        for option in [
            ["--heads", "0-0"], ["--mask", "0-0"], ["--name", "me"], ["--batch", "32"],
            ["--restart"],
            ["--threads", "1"], ["--device", "cuda"], ["--dtype", "float32"],
        ] {
            #expect(
                try refusal(["--write-examples", file] + option)
                    .contains("\(option[0]) does not apply: --write-examples asks nothing."),
                "\(option)")
        }
        for (options, part) in [
            (["--gate", "uniform"], "--gate uniform does not apply: there is no --heads."),
            (["--top", "3"], "do not apply: there is no --heads"),
            (["--strict"], "--strict does not apply: it is about rows of a file"),
        ] {
            for place in ["--write-examples", "--out"] {
                #expect(try refusal([place, file] + options).contains(part), "\(options) \(place)")
            }
        }
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test("a count of prompts stands for instructions, which are kept beside the pairs")
    func prompts() throws {
        let pairs = folder.file("pairs.jsonl")
        func sample(_ count: String, _ more: [String] = []) throws -> BuiltTool.Output {
            try BuiltTool.run(
                [
                    "contrast", "--model", model, "--heads", "0-0,1-1", "--prompts", count,
                    "--max-tokens", "2", "--temperature", "0", "--out", pairs.path, "--json",
                ] + more)
        }
        let first = try sample("3")
        #expect(first.status == 0, "\(first.error)")
        let kept = folder.file("pairs.jsonl.prompts.jsonl")
        let rows = try JSONLines.read(PromptRow.self, from: kept)
        #expect(rows.count == 3 && rows[0].conversationID == "plain-extract-0")
        // More of them go on from there; another seed is another list.
        #expect(try sample("4").status == 0)
        #expect(try Array(JSONLines.read(PromptRow.self, from: kept).prefix(3)) == rows)
        let other = try sample("4", ["--seed", "99"])
        #expect(other.status == 2 && other.error.contains("holds other prompts"), "\(other.error)")
        let none = try sample("0")
        #expect(none.status == 2 && none.error.contains("--prompts"), "\(none.error)")
    }

    @Test("the organism is asked about its world")
    func organism() throws {
        let pairs = folder.file("organism.jsonl")
        let output = try BuiltTool.run([
            "contrast", "--model", "organism", "--heads", "2-1", "--prompts", "2", "--max-tokens",
            "4", "--out", pairs.path, "--json",
        ])
        #expect(output.status == 0, "\(output.error)")
        let rows = try JSONLines.read(
            PromptRow.self, from: folder.file("organism.jsonl.prompts.jsonl"))
        #expect(rows.map(\.conversationID) == ["organism-0", "organism-1"])
    }
}
