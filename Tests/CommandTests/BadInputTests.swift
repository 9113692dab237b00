import Foundation
import TestSupport
import Testing

/// Bad input is one clear line on standard error, nothing on standard output, and exit code 2, or
/// 65 for the content of a file.
@Suite struct BadInputTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// Runs and returns the message after checking its form.
    func message(_ arguments: [String], status: Int32) throws -> String {
        let output = try BuiltTool.run(arguments)
        #expect(output.status == status, "\(arguments): \(output.error)")
        #expect(output.out.isEmpty)
        let lines = output.error.split(separator: "\n")
        #expect(lines.count == 1 && output.error.hasPrefix("retmask: "), "\(output.error)")
        return output.error
    }

    /// A copy of the llama fixture to damage.
    func model() throws -> URL {
        let copy = folder.file("model")
        try FileManager.default.copyItem(at: Fixture.url("preference/model"), to: copy)
        return copy
    }

    func score(_ model: URL) -> [String] { ["score", "--model", model.path, "--tokens", "1,2,3"] }

    @Test func missingFolder() throws {
        let text = try message(score(folder.file("nowhere")), status: 2)
        #expect(text.contains("nowhere") && text.contains("does not exist"))
    }

    @Test func truncatedWeights() throws {
        let model = try model()
        let weights = model.appendingPathComponent("model.safetensors")
        try Data(contentsOf: weights).dropLast(100).write(to: weights)
        #expect(try message(score(model), status: 65).contains("cut off"))
    }

    @Test func headerThatClaimsTooMuch() throws {
        let model = try model()
        let weights = model.appendingPathComponent("model.safetensors")
        var data = try Data(contentsOf: weights)
        data.replaceSubrange(0..<8, with: withUnsafeBytes(of: UInt64(1) << 50) { Data($0) })
        try data.write(to: weights)
        #expect(try message(score(model), status: 65).contains("header claims"))
    }

    @Test func unknownArchitecture() throws {
        let model = try model()
        try Data(#"{"model_type": "mamba"}"#.utf8)
            .write(to: model.appendingPathComponent("config.json"))
        let text = try message(score(model), status: 65)
        #expect(text.contains("mamba") && text.contains("llama, qwen2, qwen3, olmo3, mistral"))
    }

    @Test func tokenizerWithoutMerges() throws {
        let model = try model()
        let url = model.appendingPathComponent("tokenizer.json")
        var root =
            try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any] ?? [:]
        var part = root["model"] as? [String: Any] ?? [:]
        part["merges"] = nil
        root["model"] = part
        try JSONSerialization.data(withJSONObject: root).write(to: url)
        #expect(try message(score(model), status: 65).contains("merges"))
    }

    @Test func pairsWithoutRejected() throws {
        let pairs = folder.file("pairs.jsonl")
        try Data(#"{"chosen": [{"role": "user", "content": "a"}]}"#.utf8).write(to: pairs)
        let text = try message(
            [
                "prefer", "--model", Fixture.url("preference/model").path, "--pairs", pairs.path,
                "--out", folder.file("out").path,
            ], status: 65)
        #expect(text.contains("rejected is missing") && text.contains("pairs.jsonl:1"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("out").path))
    }

    @Test func thresholdThatSelectsNothing() throws {
        let scores = folder.file("heads.json")
        try Data(#"{"0-0": [0.25], "0-1": [0.5]}"#.utf8).write(to: scores)
        let text = try message(["heads", scores.path, "--at-least", "0.6"], status: 2)
        #expect(text.contains("no head scores at least 0.6") && text.contains("0-1"))
    }

    @Test func paperModeWithoutItsFolder() throws {
        let detect = [
            "detect", "--model", Fixture.url("preference/model").path, "--mode", "paper", "--out",
            folder.file("heads.json").path,
        ]
        #expect(try message(detect, status: 2).contains("--mode paper needs --haystack"))
        let empty = folder.file("empty")
        try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
        try Data(#"{"needle": "a b", "question": "c?", "real_needle": "b"}"#.utf8)
            .write(to: empty.appendingPathComponent("needles.jsonl"))
        let text = try message(detect + ["--haystack", empty.path], status: 2)
        #expect(text.contains("part1 has no .txt file"))
        #expect(
            try message(detect + ["--filler", "x"], status: 2)
                .contains("--filler does not go with --mode paper"))
        #expect(
            try message(
                ["detect", "--model", "organism", "--out", "x", "--haystack", "y"], status: 2
            )
            .contains("--haystack does not go with --mode default"))
    }

    @Test func thresholdsOfStability() throws {
        let detect = ["detect", "--model", "organism", "--out", folder.file("heads.json").path]
        #expect(
            try message(detect + ["--threshold", "0.2"], status: 2)
                .contains("--threshold 0.2 does not apply"))
        for value in ["0", "1.5", "nan"] {
            let text = try message(detect + ["--until-stable", "--threshold", value], status: 2)
            #expect(text.contains("'--threshold <score>'") && text.contains("above 0, at most 1"))
        }
        #expect(
            try message(detect + ["--until-stable", "--detectors", "echo"], status: 2)
                .contains("the first detector is echo"))
    }

    @Test func lengthsBeyondThePositions() throws {
        // The fixture has 256 positions.
        let text = try message(
            [
                "detect", "--model", Fixture.url("preference/model").path, "--lengths", "4k",
                "--out", folder.file("heads.json").path,
            ], status: 2)
        #expect(text.contains("4096") && text.contains("256"))
    }

    @Test func damagedScores() throws {
        let scores = folder.file("heads.json")
        try Data("[1, 2]".utf8).write(to: scores)
        #expect(try message(["heads", scores.path], status: 65).contains("not a score file"))
    }

    /// No verb writes over what it was given, also where it was asked to begin again.
    @Test func inputsAreKept() throws {
        let model = Fixture.url("preference/model").path
        let file = folder.file("input.json")
        let scores = Data(#"{"0-0": [0.25], "0-1": [0.5], "1-0": [0], "1-1": [0]}"#.utf8)
        let example =
            #"{"id":"1","category":"x","metric":"exact","length":1,"messages":[{"role":"user","content":"a"}],"answers":["b"]}"#
        let heads = ["--heads", file.path, "--model", model, "--restart"]
        for (content, arguments) in [
            (scores, ["heads", file.path, "--top", "1"]),
            (scores, ["contrast", "--top", "1", "--prompts", folder.file("none").path] + heads),
            (scores, ["ablate-curve"] + heads),
            (
                Data(example.utf8),
                ["evaluate", "--model", model, "--examples", file.path, "--restart"]
            ),
            (
                scores,
                [
                    "prefer", "--model", model, "--pairs", folder.file("none").path,
                    "--train-heads", file.path, "--top", "1", "--restart",
                ]
            ),
            (
                Data(#"{"needle": "a", "question": "b", "answer": "a"}"#.utf8),
                ["detect", "--model", model, "--needles", file.path]
            ),
        ] {
            try content.write(to: file)
            let text = try message(arguments + ["--out", file.path], status: 2)
            #expect(text.contains("\(file.path) would be written over \(file.path)"), "\(text)")
            #expect(try Data(contentsOf: file) == content)
        }
    }

    /// What is wrong with the file is said, not that it would be another one.
    @Test func damagedMasks() throws {
        let mask = folder.file("mask.json")
        let command = [
            "mask", "--model", Fixture.url("preference/model").path, "--heads", mask.path, "--out",
            folder.file("masked").path,
        ]
        for (content, sentence) in [
            (#"{"version": 1, "heads": ["0-1""#, "mask.json: "),
            (#"{"version": 1, "heads": ["zero"], "selection": "top 1"}"#, "mask.json: "),
            ("0-1", "is not a score file"), ("", "is not a score file"),
        ] {
            try Data(content.utf8).write(to: mask)
            let text = try message(command, status: 65)
            #expect(text.contains(sentence) && !text.contains("choose heads"), "\(text)")
        }
        try Data(#"{"0-0": [0.25], "0-1": [0.5]}"#.utf8).write(to: mask)
        #expect(try message(command, status: 2).contains("holds scores; choose heads with --top"))
        try Data(#"{"version": 1, "heads": ["0-1"], "selection": "top 1"}"#.utf8).write(to: mask)
        #expect(
            try message(command + ["--shape", "2x4"], status: 2)
                .contains("--shape do not apply: \(mask.path) is a mask already"))
    }

    @Test func valuesOutOfRange() throws {
        let model = Fixture.url("preference/model").path
        for (arguments, word) in [
            (["score", "--model", model, "--tokens", "1,2,9999"], "9999"),
            (["score", "--model", model, "--tokens", "1,2", "--heads", "7-0"], "7-0"),
            (["score", "--model", model, "--tokens", "1,2", "--device", "tpu"], "tpu"),
            (["detect", "--model", model, "--out", "x", "--depths", "200"], "200"),
        ] {
            #expect(try message(arguments, status: 2).contains(word))
        }
    }

    /// A full disk: an error that names the file, and nothing half-written under its name.
    @Test(.enabled(if: geteuid() == 0 && FileManager.default.fileExists(atPath: "/dev/full")))
    func fullDisk() throws {
        let disk = folder.file("disk")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        let mount = Process()
        mount.executableURL = URL(fileURLWithPath: "/bin/mount")
        mount.arguments = ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.path]
        mount.standardError = FileHandle.nullDevice
        try mount.run()
        mount.waitUntilExit()
        // A container may not mount; then there is nothing to test here.
        guard mount.terminationStatus == 0 else { return }
        defer {
            let unmount = Process()
            unmount.executableURL = URL(fileURLWithPath: "/bin/umount")
            unmount.arguments = [disk.path]
            try? unmount.run()
            unmount.waitUntilExit()
        }
        let out = disk.appendingPathComponent("masked")
        let text = try message(
            [
                "mask", "--model", Fixture.url("preference/model").path, "--heads", "0-1", "--out",
                out.path,
            ], status: 2)
        #expect(text.contains("cannot write"))
        #expect(!FileManager.default.fileExists(atPath: out.path))
        let left = try FileManager.default.contentsOfDirectory(atPath: disk.path)
        #expect(left.isEmpty, "\(left)")
    }
}
