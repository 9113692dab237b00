import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

/// HELMET's suite and the comparison of answers from the command line, on the fixtures' files and wording.
@Suite(.serialized) struct HelmetCommandTests {
    let folder: TemporaryFolder
    let suite: [String]

    init() throws {
        folder = try TemporaryFolder()
        let config = folder.file("recall.yaml")
        try Data(
            """
            input_max_length: 400,280
            datasets: ruler_niah_mk_2,ruler_niah_mv
            generation_max_length: 4
            test_files: data/ruler/niah_multikey_2/validation_400.jsonl,data/ruler/niah_multivalue/validation_400.jsonl
            demo_files: ','
            max_test_samples: 3
            """.utf8
        ).write(to: config)
        suite = [
            "evaluate", "--model", "organism", "--suite", "helmet", "--data",
            Fixture.url("helmet").path, "--helmet", Fixture.url("helmet/wording").path,
            "--helmet-configs", config.path,
        ]
    }

    @Test("questions are asked, and results are in HELMET's files too")
    func asking() throws {
        let out = folder.file("results.jsonl")
        let command =
            suite + [
                "--lengths", "400", "--out", out.path, "--name", "tiny", "--batch", "2",
            ]
        let results = ["--helmet-results", folder.file("out").path]
        let output = try BuiltTool.run(command + results)
        #expect(output.status == 0, "\(output.error)")
        #expect(output.out.contains("ruler_niah_mk_2 at 400: 3 of 8 rows\n"), "\(output.out)")
        #expect(
            output.out.contains("answers end at their limit of tokens, or sooner by the model\n"))
        let rows = try JSONLines.read(EvaluationRow.self, from: out)
        #expect(rows.map(\.category) == ["ruler_niah_mk_2", "recall (1 of 4 datasets)"])
        #expect(rows.map(\.n) == [3, 3] && rows[0].mean == rows[1].mean)
        let name =
            "ruler_niah_mk_2_v1_validation_400_in400_size3_shots2_sampFalsemax4min0t0.0p1.0_chatFalse_42.json"
        let document = try JSONParser.parse(
            Data(contentsOf: folder.file("out").appendingPathComponent(name)), name: name)
        #expect(document["data"]?.array?.count == 3)
        #expect(document["args"]?["model_name_or_path"]?.string == "tiny")
        // The score of a file in HELMET's form is the mean of the table.
        guard case .double(let score)? = document["averaged_metrics"]?["ruler_recall"] else {
            Issue.record("no score")
            return
        }
        #expect(abs(score - 100 * rows[0].mean) < 1e-9)
        // Run again, nothing is asked and nothing changes.
        let answers = try Data(contentsOf: folder.file("results.jsonl.answers.jsonl"))
        #expect(try BuiltTool.run(command + results).status == 0)
        #expect(try Data(contentsOf: folder.file("results.jsonl.answers.jsonl")) == answers)
        // A file of that name that somebody else wrote stays.
        let theirs = folder.file("theirs")
        try FileManager.default.createDirectory(at: theirs, withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: theirs.appendingPathComponent(name))
        let refused = try BuiltTool.run(
            command + ["--restart", "--helmet-results", theirs.path])
        #expect(refused.status == 2 && refused.error.contains("was not written by this tool"))
        // Ending at line breaks is another job.
        let other = try BuiltTool.run(command + ["--stop-newline"])
        #expect(other.status == 2 && other.error.contains("set of examples"), "\(other.error)")
    }

    @Test func writing() throws {
        let file = folder.file("questions.jsonl")
        let output = try BuiltTool.run(
            suite + ["--examples", "2", "--stop-newline", "--write-examples", file.path])
        #expect(output.status == 0 && output.out == "4 examples: \(file.path)\n", "\(output.error)")
        let examples = try EvaluationExample.read(file)
        #expect(examples.map(\.length) == [400, 400, 280, 280])
        #expect(examples.allSatisfy { $0.stop == ["\n"] && $0.answerStart != nil })
    }

    @Test(
        "options that do not go together are refused in words",
        arguments: [
            (["--lengths", "512"], "no configuration has the length 512"),
            (["--categories", "ragged"], "there is no category or dataset \"ragged\""),
            (["--form", "chat"], "--form is for the plain suite"),
            (["--chat-template", "maybe"], "--chat-template is maybe; give true or false."),
            (["--helmet", "/nowhere"], "/nowhere has no data.py; give a checkout"),
        ])
    func refusals(options: [String], sentence: String) throws {
        var command = suite
        if let place = command.firstIndex(of: "--helmet"), options[0] == "--helmet" {
            command.removeSubrange(place...place + 1)
        }
        let output = try BuiltTool.run(command + options + ["--out", folder.file("r").path])
        #expect(output.status == 2 && output.out.isEmpty)
        #expect(output.error.contains(sentence), "\(output.error)")
    }

    @Test func optionsOfTheSuiteAlone() throws {
        let plain = try BuiltTool.run([
            "evaluate", "--model", "organism", "--data", "x", "--out", "x",
        ])
        #expect(plain.status == 2 && plain.error.contains("--data is for --suite helmet."))
        let bare = try BuiltTool.run([
            "evaluate", "--model", "organism", "--suite", "helmet", "--out", "x",
        ])
        #expect(bare.status == 2 && bare.error.contains("--suite helmet needs --data"))
    }

    @Test("differences are of the same questions, those about one context together")
    func comparing() throws {
        func write(_ name: String, _ scores: [Double], context: [String?], ids: [String]? = nil)
            throws -> String
        {
            let file = folder.file(name)
            let rows = scores.indices.map { index -> JSONValue in
                let fields: [(String, JSONValue)] = [
                    ("id", .string(ids?[index] ?? "\(index)")), ("category", .string("json_kv")),
                    ("length", .int(64)), ("metric", .string("SubEM")), ("response", .string("")),
                    ("tokens", .int(1)), ("finish_reason", .string("stop")),
                    ("score", .double(scores[index])),
                ]
                let own = context[index].map { [("context", JSONValue.string($0))] } ?? []
                return .object((fields + own).map { JSONMember(key: $0.0, value: $0.1) })
            }
            try Data(rows.map { $0.text + "\n" }.joined().utf8).write(to: file)
            return file.path
        }
        let shared: [String?] = ["a", "a", "b", "b"]
        let one = try write("one.jsonl.answers.jsonl", [1, 1, 0, 0], context: shared)
        let two = try write("two.jsonl", [0, 0, 0, 0], context: shared)
        let out = folder.file("differences.jsonl")
        // The answers beside a file of rows are found by its name.
        let output = try BuiltTool.run([
            "evaluate", "compare", String(one.dropLast(".answers.jsonl".count)), two, "--names",
            "new,old", "--helmet-means", "--out", out.path, "--json",
        ])
        #expect(output.status == 0, "\(output.error)")
        let changes = try JSONLines.read(EvaluationDifference.self, from: out)
        #expect(changes.map(\.category) == ["json_kv", "recall (1 of 4 datasets)"])
        for change in changes {
            #expect(change.model == "new" && change.against == "old" && change.n == 4)
            // Two contexts, one of them 1 and one 0: half the draws are mixed, a quarter all 0 or all 1.
            #expect(change.mean == 0.5 && change.low == 0 && change.high == 1)
        }
        let third = try write(
            "three.jsonl", [0, 0, 0, 0], context: shared, ids: ["0", "1", "2", "9"])
        let lone = try BuiltTool.run(["evaluate", "compare", two, third])
        #expect(lone.status == 65 && lone.error.contains("did not both answer example"))
        let names = try BuiltTool.run(["evaluate", "compare", two, two, "--names", "x"])
        #expect(names.status == 2 && names.error.contains("give two different names"))
    }
}
