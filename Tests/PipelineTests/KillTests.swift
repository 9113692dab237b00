import Foundation
import Numbers
import TestSupport
import Testing

/// Kill -9 in the middle, the same command again: the artifact equals an uninterrupted one.
@Suite(.serialized) struct KillTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// Starts a command and kills it as soon as `file` has `size` bytes.
    ///
    /// A command that ended first, because this process did not get its turn in time, proves nothing: what it made,
    /// `out`, is removed and it is started anew.
    /// - Returns: whether it was killed while it ran.
    func kill(_ arguments: [String], _ out: String, when file: URL, has size: Int) throws -> Bool {
        for _ in 0..<20 {
            if try killOnce(arguments, when: file, has: size) { return true }
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
            where name == out || name.hasPrefix(out + ".") {
                try FileManager.default.removeItem(at: folder.file(name))
            }
        }
        return false
    }

    func killOnce(_ arguments: [String], when file: URL, has size: Int) throws -> Bool {
        let process = try BuiltTool.start(arguments)
        // Long enough for a busy machine; the loop ends as soon as the file is there.
        var isThere = false
        for _ in 0..<600_000 {
            if !process.isRunning { return false }
            let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
            isThere = (attributes?[.size] as? Int ?? 0) >= size
            if isThere { break }
            usleep(1000)
        }
        #expect(isThere, "\(file.lastPathComponent) never had \(size) bytes")
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal
    }

    func finish(_ arguments: [String]) throws {
        let output = try BuiltTool.run(arguments)
        try #require(output.status == 0, "\(output.error)")
    }

    @Test func detect() throws {
        func command(_ out: String) -> [String] {
            [
                "detect", "--model", "organism", "--lengths", "96,128,160", "--needles", "8",
                "--batch-tokens", "512", "--out", folder.file(out).path,
            ]
        }
        try finish(command("whole.json"))
        let log = folder.file("killed.json.trials.jsonl")
        for size in [3_000, 20_000] {
            #expect(try kill(command("killed.json"), "killed.json", when: log, has: size))
            #expect(!FileManager.default.fileExists(atPath: folder.file("killed.json").path))
        }
        try finish(command("killed.json"))
        #expect(
            try Data(contentsOf: folder.file("killed.json"))
                == Data(contentsOf: folder.file("whole.json")))
    }

    @Test func contrastAndPrefer() throws {
        let prompts = folder.file("prompts.jsonl")
        let questions = (0..<60).map { index in
            "{\"prompt\": \"Mira sells red brass bells. Tom keeps \(index % 2 == 0 ? "blue" : "green") oak hats. Tom keeps what?\(String(repeating: " ", count: index))\"}"
        }
        try Data(questions.joined(separator: "\n").utf8).write(to: prompts)
        func contrast(_ out: String) -> [String] {
            [
                "contrast", "--model", "organism", "--heads", "1-0,2-1,3-2,4-3", "--prompts",
                prompts.path, "--temperature", "1.5", "--max-tokens", "40", "--batch", "2",
                "--window", "4", "--capture-reference",
                "--out", folder.file(out).path,
            ]
        }
        try finish(contrast("whole.jsonl"))
        let samples = folder.file("killed.jsonl.answers.jsonl")
        #expect(try kill(contrast("killed.jsonl"), "killed.jsonl", when: samples, has: 2_000))
        try finish(contrast("killed.jsonl"))
        let pairs = try Data(contentsOf: folder.file("whole.jsonl"))
        #expect(try Data(contentsOf: folder.file("killed.jsonl")) == pairs)
        // Row by row as they were: a window that the kill cut off is answered again whole.
        let captured = try ["whole", "killed"].map {
            try Data(contentsOf: folder.file("\($0).jsonl.captured.jsonl"))
        }
        #expect(captured[0] == captured[1] && captured[0].split(separator: 0x0a).count > 20)
        try prefer(
            ["--batch", "2", "--epochs", "3", "--checkpoint-steps", "2"],
            on: folder.file("whole.jsonl")
        ) { _ in [1_500] }
    }

    @Test("ten kills at random steps of one training")
    func preferTenTimes() throws {
        try prefer(["--epochs", "30", "--checkpoint-steps", "3"], on: pairs()) { size in
            var stream = SeededGenerator(seed: 10)
            // In ascending order, so that each finds the one before behind it.
            return (0..<10).map { _ in 500 + stream.below(size - 2_000) }.sorted()
        }
    }

    @Test(
        "adapters, and the slices of heads",
        arguments: [["--lora-rank", "4"], ["--train-heads", "1-0,2-1"]])
    func preferOfAPart(part: [String]) throws {
        try prefer(["--epochs", "30", "--checkpoint-steps", "3"] + part, on: pairs()) { _ in
            [2_000, 20_000]
        }
    }

    @Test func preferWithHeldOutPairs() throws {
        try prefer(
            [
                "--loss", "ipo", "--sft-weight", "0.1", "--epochs", "30", "--holdout", "2",
                "--eval-steps", "2", "--patience", "12", "--checkpoint-steps", "3",
            ], on: pairs()
        ) { _ in [2_000, 8_000] }
    }

    /// A copy of the recorded pairs, since the reference is kept beside them.
    func pairs() throws -> URL {
        let copy = folder.file("pairs.jsonl")
        try FileManager.default.copyItem(at: Fixture.url("preference/pairs.jsonl"), to: copy)
        return copy
    }

    /// Trains once to the end and once with kills, and compares the folders.
    ///
    /// - Parameter kills: sizes of the log at which it is killed, given that of the whole one.
    func prefer(_ options: [String], on pairs: URL, kills: (_ size: Int) -> [Int]) throws {
        func command(_ out: String) -> [String] {
            [
                "prefer", "--model", "organism", "--pairs", pairs.path, "--learning-rate", "1e-3",
                "--out", folder.file(out).path,
            ] + options
        }
        try finish(command("whole"))
        let log = folder.file("whole/training.jsonl")
        let size = try #require(
            FileManager.default.attributesOfItem(atPath: log.path)[.size] as? Int)
        for place in kills(size) {
            let running = folder.file("killed.checkpoints/training.jsonl")
            #expect(try kill(command("killed"), "killed", when: running, has: place))
            #expect(!FileManager.default.fileExists(atPath: folder.file("killed").path))
        }
        try finish(command("killed"))
        for name in ["model.safetensors", "training.jsonl", "trainer_state.json"] {
            #expect(
                try Data(contentsOf: folder.file("killed/\(name)"))
                    == Data(contentsOf: folder.file("whole/\(name)")), "\(name)")
        }
    }
}
