import Foundation
import TestSupport
import Testing

/// `prefer` on the tiny random model of Tests/Fixtures/preference.
@Suite(.serialized) struct PreferTests {
    let folder: TemporaryFolder
    let pairs: URL
    let model = Fixture.url("preference/model").path

    init() throws {
        folder = try TemporaryFolder()
        pairs = folder.file("pairs.jsonl")
        try FileManager.default.copyItem(at: Fixture.url("preference/pairs.jsonl"), to: pairs)
    }

    func run(_ arguments: [String]) throws -> BuiltTool.Output {
        try BuiltTool.run(["prefer", "--model", model, "--pairs", pairs.path] + arguments)
    }

    @Test func previewNeedsNoWeights() throws {
        let copy = folder.file("text-only")
        try FileManager.default.copyItem(atPath: model, toPath: copy.path)
        try FileManager.default.removeItem(at: copy.appendingPathComponent("model.safetensors"))
        let output = try BuiltTool.run([
            "prefer", "--model", copy.path, "--pairs", pairs.path, "--preview", "4",
            "--max-length", "31",
        ])
        #expect(output.status == 0, "\(output.error)")
        let lines = output.out.split(separator: "\n").map(String.init)
        // Add 3 and 4: the chosen answer is 7 and its end of turn, of which only the 7 fits.
        let chosen = try #require(lines.firstIndex(of: "chosen"))
        #expect(lines[chosen + 1].hasSuffix("  7") && lines[chosen + 1].contains("scored"))
        #expect(lines[chosen + 2].hasSuffix("  <|eot|>") && lines[chosen + 2].contains("cut"))
        #expect(
            output.out.contains(
                "chosen: 1 of 2 tokens of the answer are scored; cut are 0 of the prompt and 1 of the answer"
            ))
        #expect(!output.out.contains("\u{1B}"))
    }

    @Test func previewAsJSON() throws {
        let output = try run(["--preview", "--json"])
        let object =
            try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any]
        let chosen = (object?["chosen"] as? [String: Any])?["tokens"] as? [[String: Any]]
        #expect(chosen?.first?["fate"] as? String == "given")
        #expect(chosen?.last?["fate"] as? String == "scored")
    }

    @Test func trainingNeedsAnOutput() throws {
        let output = try run([])
        #expect(output.status == 2 && output.error.contains("--out <dir>"))
    }

    @Test func trainsWithHeldOutPairsAndCurves() throws {
        let out = folder.file("out")
        let arguments = [
            "--loss", "ipo", "--sft-weight", "0.1", "--schedule", "linear", "--holdout", "0.25",
            "--eval-steps", "2", "--learning-rate", "1e-3", "--epochs", "1", "--out", out.path,
        ]
        let output = try run(arguments)
        #expect(output.status == 0, "\(output.error)")
        #expect(output.out.contains("2 held-out pairs: lowest loss"))
        // Plain lines only where there is no terminal.
        #expect(!output.out.contains("⠀") && !output.error.contains("▁"))
        let runs = try FileManager.default.contentsOfDirectory(
            atPath: out.appendingPathComponent("runs").path)
        #expect(runs.count == 1 && runs[0].hasPrefix("events.out.tfevents."))
        // The same command again does nothing; another loss is another run.
        #expect(try run(arguments).out == output.out)
        let other = try run(arguments + ["--beta", "0.2"])
        #expect(other.status == 2 && other.error.contains("beta 0.1, now 0.2"))
    }

    /// Supervised training has no accuracy and no margin to show.
    @Test func theSummaryShowsWhatThereIs() throws {
        let common = ["--epochs", "1", "--learning-rate", "1e-3"]
        let rival = try run(
            common + ["--objective", "supervised", "--out", folder.file("rival").path])
        #expect(rival.status == 0, "\(rival.error)")
        #expect(rival.out.hasPrefix("8 steps, loss "))
        #expect(!rival.out.contains("accuracy") && !rival.out.contains("margin"))
        let pairs = try run(common + ["--out", folder.file("pairs").path])
        #expect(pairs.out.contains(", accuracy ") && pairs.out.contains(", margin "))
    }

    @Test func trainsAdaptersOrHeads() throws {
        let common = ["--epochs", "1", "--learning-rate", "1e-3"]
        let lora = folder.file("lora")
        let output = try run(
            ["--lora-rank", "2", "--lora-targets", "q_proj,down_proj", "--out", lora.path] + common)
        #expect(output.status == 0, "\(output.error)")
        #expect(output.out.contains("trained: LoRA of rank 2, alpha 4.0, on q_proj, down_proj"))
        let files = try FileManager.default.contentsOfDirectory(
            atPath: lora.appendingPathComponent("adapter").path)
        #expect(files.sorted() == ["adapter_config.json", "adapter_model.safetensors"])
        let heads = try run(
            ["--train-heads", "0-2,1-0", "--out", folder.file("heads").path] + common)
        #expect(heads.status == 0, "\(heads.error)")
        #expect(heads.out.contains("trained: the slices of heads 0-2, 1-0"))
    }

    @Test func randomHeadsAreTheControl() throws {
        let scores = folder.file("heads.json")
        try Data(
            #"{"0-0": [0.9], "0-1": [0.8], "0-2": [0], "0-3": [0], "1-0": [0], "1-1": [0], "1-2": [0], "1-3": [0]}"#
                .utf8
        ).write(to: scores)
        func heads(_ arguments: [String]) throws -> [String] {
            let name = "out\(arguments.count)"
            let output = try run(
                [
                    "--train-heads", scores.path, "--top", "2", "--epochs", "1", "--json", "--out",
                    folder.file(name).path,
                ] + arguments)
            #expect(output.status == 0, "\(output.error)")
            let object =
                try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any]
            return try #require((object?["trained"] as? [String: Any])?["heads"] as? [String])
        }
        #expect(try heads([]) == ["0-0", "0-1"])
        let control = try heads(["--random", "others"])
        #expect(control.count == 2 && Set(control).isDisjoint(with: ["0-0", "0-1"]))
    }

    /// What was asked for is refused before anything is removed.
    @Test func restartingLeavesWhatIsNotATraining() throws {
        let copy = folder.file("base")
        try FileManager.default.copyItem(atPath: model, toPath: copy.path)
        let other = folder.file("other")
        try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: other.appendingPathComponent("thesis.txt"))
        for (out, sentence) in [
            (copy, "would be written over \(copy.path)"),
            (folder.url, "would be written over \(copy.path)"),
            (pairs, "would be written over \(pairs.path)"),
            (other, "no other.run.json accounts for"),
        ] {
            for restart in [[], ["--restart"]] {
                let output = try BuiltTool.run(
                    [
                        "prefer", "--model", copy.path, "--pairs", pairs.path, "--out", out.path,
                    ] + restart)
                #expect(output.status == 2 && output.error.contains(sentence), "\(output.error)")
                #expect(!output.error.contains("--restart"))
            }
        }
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.url.path)
        #expect(
            Set(["base/model.safetensors", "base/config.json", "pairs.jsonl", "other/thesis.txt"])
                .isSubset(of: names))
    }

    @Test func headsThatDoNotExistCostNothing() throws {
        let out = folder.file("out")
        let rest = ["--epochs", "1", "--out", out.path]
        // Nothing is claimed for a run that cannot be.
        let wrong = try run(["--train-heads", "7-0"] + rest)
        #expect(wrong.status == 2 && wrong.error.contains("head 7-0 does not exist"))
        let right = try run(["--train-heads", "0-1"] + rest)
        #expect(right.status == 0, "\(right.error)")
        let again = try run(["--train-heads", "7-0", "--restart"] + rest)
        #expect(again.status == 2 && again.error.contains("head 7-0 does not exist"))
        #expect(try run(["--train-heads", "0-1"] + rest).out == right.out)
    }

    @Test func badCombinationsAreOneSentence() throws {
        let out = ["--out", folder.file("out").path]
        for (arguments, sentence) in [
            (["--loss", "hinge", "--label-smoothing", "0.1"], "should be 0 with hinge"),
            (["--gamma", "1"], "gamma is 1.0 but should be 0.5 with sigmoid"),
            (
                ["--schedule", "linear", "--minimum-rate", "0.2"],
                "minimumRate is 0.2 but should be 0.1 with the schedule linear"
            ),
            (["--loss", "robust"], "should be above 0 with robust"),
            (["--patience", "2"], "patience is 2 but no pairs are held out"),
            (["--holdout", "8"], "there are 8 pairs"),
            (["--holdout", "2.5"], "a share below 1 or a whole number of pairs"),
            (["--train", "heads"], "needs --train-heads"),
            (
                ["--train", "all", "--lora-rank", "4"],
                "--lora-rank 4 does not apply: all is trained"
            ),
            (["--lora-rank", "0"], "'--lora-rank <rank>': give a whole number, 1 to 4096"),
            (["--lora-targets", "qkv"], "\"qkv\" but should be some of q_proj"),
            (["--lora-rank", "4", "--train-heads", "0-1"], "--train-heads 0-1 does not apply"),
            (["--top", "4"], "only --train-heads chooses heads"),
            (["--train-heads", "7-0"], "head 7-0 does not exist"),
            (["--train-heads", "0-1", "--top", "1"], "a list of heads is complete already"),
            (["--shape", "2x4"], "--shape do not apply: only --train-heads chooses heads"),
            (
                ["--train-heads", "0-1", "--shape", "2x4"],
                "--shape do not apply: a list of heads is complete already"
            ),
        ] {
            let output = try run(arguments + out)
            #expect(output.status == 2 && output.error.contains(sentence), "\(output.error)")
        }
    }
}
