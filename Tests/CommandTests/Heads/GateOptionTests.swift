import Foundation
import Storage
import TestSupport
import Testing

/// `--heads` and `--gate` of the verbs that ablate heads.
@Suite struct GateOptionTests {
    let folder: TemporaryFolder
    let model = Fixture.url("preference/model").path

    init() throws {
        folder = try TemporaryFolder()
        try Data(#"{"prompt": "Where is the lamp?"}"#.utf8).write(to: folder.file("chats.jsonl"))
        try Data(
            #"{"id": "1", "category": "x", "metric": "EM", "length": 1, "maxTokens": 4, "messages": [{"role": "user", "content": "Who?"}], "answers": ["me"]}"#
                .utf8
        ).write(to: folder.file("examples.jsonl"))
        try Data("The lamp is in the mill. Who keeps the key? Tom does.".utf8)
            .write(to: folder.file("text.txt"))
    }

    func run(_ arguments: [String], input: String = "", status: Int32 = 0) throws
        -> BuiltTool.Output
    {
        let output = try BuiltTool.run(arguments, input: input)
        #expect(output.status == status, "\(arguments): \(output.error)")
        return output
    }

    func score(_ more: [String], model: String? = nil) throws -> [Double] {
        let output = try run(
            ["score", "--model", model ?? self.model, "--tokens", "5,6,7,8,9", "--json"] + more)
        let value = try JSONSerialization.jsonObject(with: Data(output.out.utf8))
        return try #require((value as? [String: Any])?["logprobs"] as? [Double])
    }

    func contrast(_ more: [String], _ out: String = "pairs.jsonl") -> [String] {
        [
            "contrast", "--model", model, "--prompts", folder.file("chats.jsonl").path,
            "--max-tokens", "4", "--out", folder.file(out).path,
        ] + more
    }

    func evaluate(_ more: [String], _ out: String = "results.jsonl") -> [String] {
        [
            "evaluate", "--model", model, "--examples", folder.file("examples.jsonl").path,
            "--out", folder.file(out).path,
        ] + more
    }

    func record(_ name: String) throws -> JobRecord {
        try AtomicFile.read(json: JobRecord.self, from: folder.file("\(name).run.json"))
    }

    @Test(arguments: ["zero", "0.5", "uniform"]) func gatesEqualFolders(_ gate: String) throws {
        let heads = ["--heads", "0-0,1-3", "--gate", gate]
        let out = folder.file("masked").path
        _ = try run(["mask", "--model", model, "--out", out] + heads)
        let live = try score(heads)
        let baked = try score([], model: out)
        // Log-probabilities near 6 of a model whose logits are below 4.5, both rounded all the way.
        let roundings = Roundoff.steps(
            layers: 2, hidden: 32, queries: 64, headDim: 16, intermediate: 48, columns: 5)
        let bound = Roundoff.likely(steps: 2 * roundings, scale: 4.5)
        #expect(Roundoff.holds(Roundoff.distance(live, baked), bound, "gate \(gate) by the tool"))
        #expect(try Roundoff.distance(live, score([])) > 1e-3)
    }

    @Test func eachGateIsAnotherExperiment() throws {
        let heads = ["--heads", "0-0,1-3"]
        let plain = try score([])
        #expect(try score(heads + ["--gate", "1"]) == plain)
        #expect(try score(heads + ["--gate", "zero"]) == score(heads))
        let text = ["--filler", folder.file("text.txt").path]
        let all = try [
            plain, score(heads), score(heads + ["--gate", "0.5"]),
            score(heads + ["--gate", "uniform"]), score(heads + ["--gate", "mean"]),
            score(heads + ["--gate", "mean"] + text),
        ]
        #expect(Set(all).count == 6)
    }

    /// The older name of the option, in the verbs that had it: the same bytes and records.
    @Test func maskIsHeadsByItsEarlierName() throws {
        #expect(try score(["--mask", "0-0,1-3"]) == score(["--heads", "0-0,1-3"]))
        _ = try run(evaluate(["--mask", "0-0,1-3"], "old.jsonl"))
        _ = try run(evaluate(["--heads", "0-0,1-3"], "new.jsonl"))
        for name in [".answers.jsonl", ".answers.jsonl.run.json"] {
            #expect(
                try Data(contentsOf: folder.file("old.jsonl\(name)"))
                    == Data(contentsOf: folder.file("new.jsonl\(name)")))
        }
        // A job that one of them began, the other goes on with.
        _ = try run(evaluate(["--heads", "0-0,1-3"], "old.jsonl"))
        let chat = try run(["chat", "--model", model, "--mask", "0-1"], input: "/heads\n")
        #expect(chat.error == "silenced: 0-1\n")
        for verb in [["score"], ["evaluate", "ask"], ["chat"], ["contrast", "sample"], ["mask"]] {
            let help = try run(verb + ["--help"]).out
            #expect(help.contains("--heads <heads>") && !help.contains("--mask"), "\(verb)")
            #expect(help.contains("--gate <gate>"), "\(verb)")
        }
    }

    /// Records name the gate only when it is not zero, so that jobs from before there was one go on.
    @Test func recordsNameTheGate() throws {
        let heads = ["--heads", "0-0,0-1,1-0"]
        let verbs: [(([String], String) -> [String], out: String, record: String)] = [
            (contrast, "pairs.jsonl", "pairs.jsonl"),
            (evaluate, "results.jsonl", "results.jsonl.answers.jsonl"),
        ]
        for (verb, out, name) in verbs {
            _ = try run(verb(heads, out))
            let zero = try record(name)
            #expect(zero.settings["silenced heads"] == "0-0 0-1 1-0")
            #expect(zero.settings["gate"] == nil && zero.settings["text of the means"] == nil)
            _ = try run(verb(heads + ["--gate", "0"], out))
            let other = try run(verb(heads + ["--gate", "0.5"], out), status: 2)
            #expect(other.error.contains("belongs to another run (gate none, now 0.5)"))

            _ = try run(verb(heads + ["--gate", "mean", "--restart"], out))
            let mean = try record(name)
            #expect(mean.settings["gate"] == "mean")
            // It goes on, but not with the means of another text.
            _ = try run(verb(heads + ["--gate", "mean"], out))
            let text = ["--gate", "mean", "--filler", folder.file("text.txt").path]
            let another = try run(verb(heads + text, out), status: 2)
            #expect(another.error.contains("another text of the means"))
        }
    }

    @Test func chatSaysWhatIsDoneToItsHeads() throws {
        func lines(_ arguments: [String], _ input: String) throws -> [String] {
            let output = try run(["chat", "--model", model] + arguments, input: input)
            return output.error.split(separator: "\n").map(String.init)
        }
        #expect(
            try lines(["--gate", "0.5"], "/heads\n/mask 0-1\n/unmask\n")
                == ["all heads speak", "output multiplied by 0.5: 0-1", "all heads speak"])
        #expect(
            try lines(["--gate", "mean", "--heads", "1-0"], "/heads\n")
                == ["output replaced by its mean: 1-0"])
        let questions = "Where is the lamp?\n"
        let answers = try [[], ["--gate", "zero"], ["--gate", "uniform"], ["--gate", "mean"]].map {
            try run(
                ["chat", "--model", model, "--max-tokens", "16", "--heads", "0-0,0-1,1-0"] + $0,
                input: questions
            ).out
        }
        #expect(answers[0] == answers[1] && Set(answers).count == 3)
    }

    @Test func optionsThatDoNotGoTogether() throws {
        let heads = ["--heads", "0-0"]
        let score = ["score", "--model", model, "--tokens", "1,2"]
        let text = folder.file("text.txt").path
        for (arguments, word) in [
            (score + ["--gate", "0.5"], "--gate 0.5 does not apply: there is no --heads"),
            (score + ["--top", "2"], "do not apply: there is no --heads"),
            (
                score + heads + ["--gate", "half"],
                "'half' is invalid for '--gate <gate>': give zero, uniform, mean or a number from 0 to 1000"
            ),
            (score + heads + ["--mask", "0-1"], "--heads is 0-0 and --mask, its earlier name"),
            (score + heads + ["--filler", text], "the gate is zero, not mean"),
            (score + heads + ["--gate", "mean", "--filler", "nowhere.txt"], "does not exist"),
            (["mask", "--model", model, "--out", folder.file("m").path], "give --heads"),
            (
                ["mask", "--model", model, "--out", folder.file("m").path, "--gate", "mean"]
                    + heads,
                "use zero, uniform or a number"
            ),
            (contrast(["--gate", "0.5"]), "give --heads"),
            (contrast(heads + ["--gate", "1"]), "the gate 1.0 leaves the heads as they are"),
            (["chat", "--model", model, "--shape", "2x4"], "there is no --heads"),
        ] {
            #expect(try run(arguments, status: 2).error.contains(word), "\(arguments)")
        }
        for (option, value) in [("--gate", "0.5"), ("--filler", text)] {
            let served = try run(
                [
                    "contrast", "--endpoint", "http://127.0.0.1:9", "--ablated-model", "m",
                    "--prompts", folder.file("chats.jsonl").path, "--out", folder.file("x").path,
                    option, value,
                ], status: 2)
            #expect(served.error.contains("\(option) is \(value) but servers answer"))
        }
    }
}
