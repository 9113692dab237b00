import Foundation
import TestSupport
import Testing

/// Standard streams that are closed, full or something else, and what is sent to a terminal.
@Suite struct StreamsTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    struct Outcome {
        let status: Int32
        let out: String
        let error: String

        func checked() throws { try #require(status == 0, "\(error)") }
    }

    /// Runs a line of the shell in which `R` is the tool.
    func shell(_ line: String) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.currentDirectoryURL = folder.url
        process.arguments = ["-c", "R() { \(BuiltTool.executable.path) \"$@\"; }; \(line)"]
        let (out, error) = (folder.file("out.txt"), folder.file("error.txt"))
        for url in [out, error] { try Data().write(to: url) }
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: error)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, out: try String(contentsOf: out, encoding: .utf8),
            error: try String(contentsOf: error, encoding: .utf8))
    }

    var model: String { Fixture.url("preference/model").path }

    func scores() throws {
        try Data(#"{"0-0": [0.5], "0-1": [0.25], "1-0": [0.125], "1-1": [0]}"#.utf8)
            .write(to: folder.file("heads.json"))
    }

    @Test(arguments: ["> /dev/full", ">&-"])
    func lostOutputIsAnError(_ redirection: String) throws {
        try scores()
        for verb in [
            "heads heads.json", "heads heads.json --json", "tokenize --model \(model) <<< words",
            "tokenize --model \(model) --json <<< words", "--help", "run --print-recipe --out x",
        ] {
            let output = try shell("R \(verb) \(redirection)")
            #expect(output.status == 2, "\(verb): \(output.error)")
            #expect(output.error.contains("retmask: cannot write to standard output: "))
        }
    }

    /// Two things go wrong: the prompt does not fit into the model, and the result cannot be printed.
    @Test func lostOutputDoesNotHideWhyTheCommandFailed() throws {
        let lines = ["Where is the lamp?", String(repeating: "words and ", count: 300)]
        try Data(lines.map { "{\"prompt\": \"\($0)\"}" }.joined(separator: "\n").utf8)
            .write(to: folder.file("prompts.jsonl"))
        let output = try shell(
            "R contrast --model \(model) --heads 0-0,0-1,1-0 --prompts prompts.jsonl --max-tokens 4 --out pairs.jsonl --json > /dev/full"
        )
        #expect(output.status == 69, "\(output.error)")
        #expect(output.error.contains("1 of 2 pairs of answers are incomplete"))
    }

    @Test(arguments: ["2> /dev/full", "2>&-"])
    func lostNotesAreNoTrap(_ redirection: String) throws {
        try scores()
        #expect(try shell("R heads heads.json --json \(redirection)").status == 0)
        #expect(try shell("R heads missing.json \(redirection)").status == 2)
        #expect(try shell("R --nonsense \(redirection)").status == 2)
    }

    @Test func aClosedPipeEndsQuietly() throws {
        let output = try shell(
            "yes words 2> /dev/null | head -c 400000 | R tokenize --model \(model) | head -1; echo ${PIPESTATUS[2]}"
        )
        #expect(output.out.hasSuffix("\n141\n") && output.error.isEmpty, "\(output.error)")
    }

    @Test(arguments: ["<&-", "< ."])
    func inputThatCannotBeReadIsASentence(_ redirection: String) throws {
        let output = try shell("R tokenize --model \(model) \(redirection)")
        #expect(output.status == 2)
        #expect(output.error.hasPrefix("retmask: cannot read standard input: "), "\(output.error)")
    }

    @Test func pipesAreRefusedForWhatTheyAre() throws {
        try scores()
        for line in ["R heads <(cat heads.json)", "mkfifo pipe; R heads pipe"] {
            let output = try shell(line)
            #expect(output.status == 2)
            #expect(output.error.contains("is a pipe, which can be read only once; give a file."))
        }
        try shell("cp -r \(model) weights; rm weights/model.safetensors").checked()
        try shell("mkfifo weights/model.safetensors").checked()
        for line in [
            "R mask --model weights --heads 0-0 --out masked",
            "R score --model weights --tokens 1,2",
        ] {
            let output = try shell(line)
            #expect(output.status == 2 || output.status == 65, "\(line): \(output.error)")
            #expect(output.error.contains("is a pipe"), "\(line): \(output.error)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("masked").path))
        // What is no part of a model is not copied, and not waited for.
        try shell("cp -r \(model) with; mkfifo with/notes").checked()
        let output = try shell("R mask --model with --heads 0-0 --out masked")
        #expect(output.status == 0 && output.error.contains("notes"), "\(output.error)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("masked/notes").path))
    }

    @Test func controlsNeverReachTheTerminal() throws {
        try scores()
        for line in [
            #"R heads $'miss\e[2Jing\nfile\xc2\x9b.json'"#,
            #"R tokenize --model \#(model) --chat x --template-argument $'a\e]0;title\a'"#,
            #"R score --model \#(model) --tokens $'1,\e[31m\u202e'"#,
            #"R heads heads.json --top $'\e[31m'"#,
        ] {
            let output = try shell(line)
            #expect(output.status == 2)
            #expect(
                !output.error.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" },
                "\(output.error)")
            #expect(
                !output.error.unicodeScalars.contains {
                    "\u{9b}\u{202e}".unicodeScalars.contains($0)
                })
            #expect(output.error.contains(#"\u{1b}"#), "\(output.error)")
        }
        let lines = try shell(#"R heads $'a\nb\nc.json'"#).error.split(separator: "\n")
        #expect(lines.count == 1)
    }

    /// The text of JSON is exact, that of tables is shown.
    @Test func tablesShowAndJSONKeeps() throws {
        let copy = folder.file("escape")
        try FileManager.default.copyItem(at: Fixture.url("preference/model"), to: copy)
        let file = copy.appendingPathComponent("tokenizer.json")
        var table = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        var added = try #require(table["added_tokens"] as? [[String: Any]])
        let id = try #require(added.last?["id"] as? Int)
        added[added.count - 1]["content"] = "\u{1b}[2J\u{202e}"
        added[added.count - 1]["normalized"] = false
        table["added_tokens"] = added
        var model = try #require(table["model"] as? [String: Any])
        var vocabulary = try #require(model["vocab"] as? [String: Int])
        vocabulary = vocabulary.filter { $0.value != id }
        vocabulary["\u{1b}[2J\u{202e}"] = id
        model["vocab"] = vocabulary
        table["model"] = model
        try JSONSerialization.data(withJSONObject: table).write(to: file)
        let input = #"printf 'a\033[2J\342\200\256b'"#
        let output = try shell("\(input) | R tokenize --model escape")
        #expect(
            output.out.contains("\(id)\t1-6\t\\u{1b}[2J\\u{202e}\n"), "\(output.out)\(output.error)"
        )
    }

    @Test(arguments: [false, true])
    func interruptionSaysHowToGoOn(restarts: Bool) throws {
        let process = try BuiltTool.start(
            [
                "evaluate", "--model", "organism", "--lengths", "256", "--examples", "2000",
                "--out",
                folder.file("rows.jsonl").path,
            ] + (restarts ? ["--restart"] : []))
        let answers = folder.file("rows.jsonl.answers.jsonl").path
        for _ in 0..<30_000
        where process.isRunning && !FileManager.default.fileExists(atPath: answers) {
            usleep(20_000)
        }
        #expect(FileManager.default.fileExists(atPath: answers))
        process.terminate()
        let error = (process.standardError as! Pipe).fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == SIGTERM)
        #expect(
            String(decoding: error, as: UTF8.self).hasSuffix(
                restarts
                    ? "retmask: stopped; what is done is kept: run it again without --restart to go on from there.\n"
                    : "retmask: stopped; what is done is kept, and the same command goes on from there.\n"
            ))
    }

    /// An id that the tokenizer gives and the model has no embedding for.
    @Test func tokensBeyondTheModelAreNamed() throws {
        let copy = folder.file("beyond")
        try FileManager.default.copyItem(at: Fixture.url("preference/model"), to: copy)
        let file = copy.appendingPathComponent("tokenizer.json")
        var table = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        var added = try #require(table["added_tokens"] as? [[String: Any]])
        var token = try #require(added.last)
        (token["id"], token["content"]) = (320, "<beyond>")
        added.append(token)
        table["added_tokens"] = added
        try JSONSerialization.data(withJSONObject: table).write(to: file)
        // The first row is left out, since it has no answers; the place is that in the file.
        try Data(
            (#"{"prompt": [{"role": "user", "content": "a"}], "chosen": [], "rejected": []}"#
                + "\n"
                + #"{"prompt": [{"role": "user", "content": "a"}], "chosen": [{"role": "assistant", "content": "b <beyond>"}], "rejected": [{"role": "assistant", "content": "c"}]}"#)
                .utf8
        ).write(to: folder.file("pairs.jsonl"))
        let output = try shell("R prefer --model beyond --pairs pairs.jsonl --out new --epochs 1")
        #expect(output.status == 65, "\(output.error)")
        #expect(
            output.error.contains(
                "pairs.jsonl:2: has token 320, but the model's vocabulary is 0 to 319"))
    }
}
