import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

/// `retmask heads` and what it refuses.
@Suite struct HeadsVerbTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func json(_ arguments: [String]) throws -> [String: Any] {
        let output = try BuiltTool.run(arguments)
        #expect(output.status == 0, "\(output.error)")
        let value = try JSONSerialization.jsonObject(with: Data(output.out.utf8))
        return try #require(value as? [String: Any])
    }

    /// The one line on standard error of a request that cannot be carried out.
    func refusal(_ arguments: [String]) throws -> String {
        let output = try BuiltTool.run(arguments)
        #expect(output.status == 2 && output.out.isEmpty, "\(arguments): \(output.error)")
        #expect(output.error.split(separator: "\n").count == 1, "\(output.error)")
        return output.error
    }

    /// Score files of others, with the shape of the model given or taken from the other file.
    @Test func foreignScoreFiles() throws {
        let table = folder.file("full_attention_heads.tsv")
        try Data("0.5\t0\n0\t1\n".utf8).write(to: table)
        let plain = try json(["heads", table.path, "--json"])
        #expect(plain["format"] as? String == "duo-attention" && plain["heads"] as? Int == 2)
        let spread = try json(["heads", table.path, "--shape", "2x4", "--top", "2", "--json"])
        #expect(spread["selected"] as? [String] == ["1-2", "1-3"])
        #expect((spread["spread"] as? [String: Any])?["firstLayer"] as? Int == 1)

        let list = folder.file("heads.yaml")
        try Data("attn_head_set: \"1-3,0-1\" # top2\n".utf8).write(to: list)
        let mask = folder.file("mask.json")
        _ = try json([
            "heads", list.path, "--shape", "2x4", "--top", "1", "--out", mask.path, "--json",
        ])
        #expect(
            try AtomicFile.read(json: HeadMask.self, from: mask).heads
                == [HeadID(layer: 1, head: 3)])
        // Eight heads, as in the file that says so.
        let whole = folder.file("whole.json")
        let rows = (0..<2).flatMap { layer in (0..<4).map { "\"\(layer)-\($0)\": [0.\($0)]" } }
        try Data("{\(rows.joined(separator: ", "))}".utf8).write(to: whole)
        for other in [table, list] {
            let compared = try json(["heads", "compare", other.path, whole.path, "--json"])
            #expect(compared["difference"] == nil)
            #expect((compared["one"] as? [String: Any])?["heads"] as? Int == 8)
        }
        // Neither says.
        let both = try json(["heads", "compare", table.path, list.path, "--shape", "2x4", "--json"])
        #expect(both["difference"] == nil)
    }

    @Test func randomSetsAreWrittenOneASeed() throws {
        let out = folder.file("control.json").path
        _ = try json([
            "heads", "qwen3-8b", "--top", "8", "--random", "non-retrieval", "--sets", "3",
            "--selection-seed", "7", "--out", out, "--json",
        ])
        let masks = try (7...9).map {
            try AtomicFile.read(json: HeadMask.self, from: folder.file("control-\($0).json"))
        }
        #expect(Set(masks.map { Set($0.heads) }).count == 3)
        #expect(masks[2].selection == "random outside (top 8) and below 0.1, seed 9")
        let rest = try json(["heads", "qwen3-8b", "--top", "8", "--complement", "--json"])
        #expect((rest["selected"] as? [String])?.count == 36 * 32 - 8)
    }

    /// `heads` shows the overlap between needles and lengths from the trials beside the scores.
    @Test func trialsBesideTheScoresAreCompared() throws {
        let scores = folder.file("heads.json")
        try Data(#"{"0-0": [1, 0], "0-1": [0, 1], "0-2": [0, 0]}"#.utf8).write(to: scores)
        func trial(_ needle: Int, _ values: [Double]) -> NeedleTrial {
            NeedleTrial(
                index: needle, needle: needle, length: 64, depth: 0, promptTokens: 64, span: nil,
                response: "", recall: 1, success: true, scores: values)
        }
        try JSONLines.write(
            [trial(0, [1, 0, 0]), trial(1, [0, 1, 0])],
            to: folder.file("heads.json.trials.jsonl"))
        let ranked = try json(["heads", scores.path, "--top", "1", "--json"])
        let overlaps = try #require(ranked["groupOverlaps"] as? [[String: Any]])
        // One length only, so needles alone are compared: their best heads are different ones.
        #expect(overlaps.map { $0["kind"] as? String } == ["needle"])
        #expect(overlaps[0]["mean"] as? Double == 0)
        // Trials of another run are left out, and a line says so.
        try JSONLines.write([trial(0, [1, 0, 0])], to: folder.file("heads.json.trials.jsonl"))
        let output = try BuiltTool.run(["heads", scores.path, "--json"])
        #expect(output.status == 0 && output.error.contains("is of another run"))
    }

    /// The scores of a further detector are compared by its own values, which lie in the trials of
    /// the run.
    @Test func trialsOfAFurtherDetector() throws {
        let scores = folder.file("heads.mass.json")
        try Data(
            #"{"kind": "head-scores", "version": 1, "mode": "mass", "layers": 1, "heads": 3, "attempts": 2, "samples": 2, "scores": {"0-0": [0.5, 0.5], "0-1": [0, 0.25], "0-2": [0, 0]}}"#
                .utf8
        ).write(to: scores)
        let trials = [[0.5, 0, 0], [0.5, 0.25, 0]].enumerated().map { needle, mass in
            // By the copy score, which one probe lacks, there is nothing to compare.
            NeedleTrial(
                index: needle, needle: needle, length: 64, depth: 0, promptTokens: 64, span: nil,
                response: "", recall: Double(needle), success: needle == 1, scores: [0, 0, 1],
                others: ["mass": mass])
        }
        try JSONLines.write(trials, to: folder.file("heads.json.trials.jsonl"))
        let ranked = try json(["heads", scores.path, "--top", "1", "--json"])
        let overlaps = try #require(ranked["groupOverlaps"] as? [[String: Any]])
        #expect(overlaps.map { $0["mean"] as? Double } == [1])
    }

    /// Random tokens alone leave nothing to say about needles; the copy score does, wherever it
    /// stands in the list.
    @Test func needlesAreSpokenOfWhereTheyWereAsked() throws {
        let detect = [
            "detect", "--model", "organism", "--lengths", "64", "--depths", "50", "--needles", "1",
        ]
        func run(_ detectors: String) throws -> String {
            let out = folder.file("\(detectors).json").path
            let output = try BuiltTool.run(detect + ["--detectors", detectors, "--out", out])
            #expect(output.status == 0, "\(output.error)")
            return output.out + output.error
        }
        let echo = try run("echo")
        #expect(!echo.contains("needle") && !echo.contains("prob"))
        let both = try run("mass,copy")
        #expect(both.contains("The needle was found in"))
        let stable = try json(
            detect + [
                "--until-stable", "--threshold", "0.2", "--json", "--out",
                folder.file("stable.json").path,
            ])
        // One probe says nothing yet.
        #expect(stable["stable"] as? Bool == false)
    }

    /// Masking a key/value head as if it were a query head would be a silent mistake.
    @Test func keyValueHeadsNeedAShape() throws {
        let table = folder.file("full_attention_heads.tsv")
        try Data("0.5\t0\n0\t1\n".utf8).write(to: table)
        let out = folder.file("mask.json").path
        let text = try refusal(["heads", table.path, "--top", "1", "--out", out])
        #expect(text.contains("key/value heads") && text.contains("--shape"))
        let masked = try refusal(
            [
                "mask", "--model", Fixture.url("preference/model").path, "--heads", table.path,
                "--top", "1", "--out", folder.file("masked").path,
            ])
        #expect(masked.contains("--shape 2x8"))
    }

    @Test func selectionsThatContradict() throws {
        let name = "qwen3-8b"
        for (options, expected) in [
            (["--random", "any"], "--random needs --top or --at-least"),
            (["--complement"], "--complement needs --top or --at-least"),
            (["--top", "2", "--random", "any", "--complement"], "exclude each other"),
            (["--top", "2", "--sets", "2"], "--sets is 2 and needs"),
            (["--top", "2", "--below", "0.2"], "--below 0.2 does not apply"),
            (["--top", "2", "--random", "any", "--below", "0.2"], "--below 0.2 does not apply"),
            (
                ["--top", "2", "--random", "non-retrieval", "--below", "0"],
                "'0' is invalid for '--below <score>': give a number above 0"
            ),
            (["--top", "2", "--selection-seed", "7"], "--selection-seed 7 does not apply"),
            (["--selection-seed", "7"], "--selection-seed 7 does not apply"),
            (["--shape", "10x10"], "qwen3-8b has 36 layers of 32 heads, not 10x10"),
        ] {
            #expect(try refusal(["heads", name] + options).contains(expected))
        }
        #expect(
            try refusal(
                ["heads", name, "--top", "2", "--out", "mask.json", "--sets", "0"]
            )
            .contains("'0' is invalid for '--sets <count>': give a whole number, 1 to 1000"))
    }

    @Test func theCurveMustNotLieWhereItsPageGoes() throws {
        let text = try refusal(
            [
                "ablate-curve", "--model", Fixture.url("preference/model").path, "--heads", "x",
                "--out", folder.file("curve.html").path,
            ])
        #expect(text.contains("curve.html is where the page would go"))
    }

    /// Table and page say what was done to the heads.
    @Test func theCurveSaysWhichExperimentItWas() throws {
        let scores = folder.file("heads.json").path
        _ = try json([
            "detect", "--model", "organism", "--detectors", "mass", "--lengths", "64", "--depths",
            "50", "--needles", "1", "--out", scores, "--json",
        ])
        let curve = try json([
            "ablate-curve", "--model", "organism", "--heads", scores, "--gate", "0.5", "--counts",
            "1", "--random-sets", "1", "--lengths", "64", "--depths", "50", "--needles", "1",
            "--max-tokens", "4", "--out", folder.file("curve.json").path, "--json",
        ])
        #expect(curve["gate"] as? String == "0.5" && curve["control"] as? String == "others")
        let page = try String(contentsOf: folder.file("curve.html"), encoding: .utf8)
        #expect(page.contains("Done to them") && page.contains("output multiplied by 0.5"))
    }

    /// Choosing heads within a chat, with no options of a command line around.
    @Test func chatSilencesHeads() throws {
        let scores = folder.file("heads.json")
        try Data(#"{"0-0": [0.25], "0-1": [0.5], "1-0": [0.75], "1-1": [0]}"#.utf8).write(
            to: scores)
        let output = try BuiltTool.run(
            ["chat", "--model", Fixture.url("preference/model").path],
            input:
                "/mask 0-1\n/mask \(scores.path) 2\n/mask \(scores.path)\n/mask 0-0, 1-1\n/heads\n/quit\n"
        )
        #expect(output.status == 0)
        let lines = output.error.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "silenced: 0-1", "silenced: 1-0 0-1",
                "\(scores.path) holds scores; choose heads with --top or --at-least.",
                "/mask has \"1-1\" for a number of heads: /mask 2-3,4-0 or, of a score file, the best: /mask heads.json 8",
                "silenced: 1-0 0-1",
            ])
    }
}
