import Foundation
import Storage
import TestSupport
import Testing

/// Where verbs write, and who else may.
@Suite struct OutputTests {
    let folder: TemporaryFolder
    let model = Fixture.url("preference/model").path

    init() throws {
        folder = try TemporaryFolder()
        for (name, text) in [
            ("scores.json", OverwriteGuardTests.scores),
            ("prompts.jsonl", #"{"prompt": "Tom keeps what?"}"# + "\n"),
            (
                "examples.jsonl",
                #"{"id":"1","category":"x","metric":"exact","length":1,"messages":[{"role":"user","content":"a"}],"answers":["b"]}"#
                    + "\n"
            ),
        ] { try Data(text.utf8).write(to: folder.file(name)) }
        try FileManager.default.copyItem(
            at: Fixture.url("preference/pairs.jsonl"), to: folder.file("pairs.jsonl"))
    }

    /// Every verb that writes, without `--out`; small jobs all.
    var verbs: [(name: String, words: [String], isFolder: Bool)] {
        func path(_ name: String) -> String { folder.file(name).path }
        let list: [(String, [String], Bool)] = [
            ("detect", ["--model", model, "--lengths", "96", "--needles", "1"], false),
            ("heads", [path("scores.json"), "--top", "1"], false),
            ("ablate-curve", ["--model", model, "--heads", path("scores.json")], false),
            (
                "contrast",
                ["--model", model, "--heads", "0-1", "--prompts", path("prompts.jsonl")], false
            ),
            ("evaluate", ["--model", model, "--examples", path("examples.jsonl")], false),
            ("prefer", ["--model", model, "--pairs", path("pairs.jsonl")], true),
            ("mask", ["--model", model, "--heads", "0-1"], true),
            ("organism", ["grow", "--steps", "0.0001", "--width", "8", "--layers", "1"], true),
        ]
        return list.map { (name: $0.0, words: [$0.0] + $0.1, isFolder: $0.2) }
    }

    @Test("pipes are no outputs of any verb")
    func pipes() throws {
        let out = folder.file("out")
        #expect(mkfifo(out.path, 0o600) == 0)
        for verb in verbs {
            let output = try BuiltTool.run(verb.words + ["--out", out.path])
            #expect(output.status == 2, "\(verb.name)")
            #expect(output.error.contains("a pipe; give"), "\(verb.name): \(output.error)")
            var status = stat()
            #expect(lstat(out.path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(names.filter { $0.hasPrefix("out") || $0.hasPrefix(".") } == ["out"])
    }

    @Test("folders are no files of any verb, and files no folders")
    func kinds() throws {
        let taken = folder.file("taken")
        try FileManager.default.createDirectory(at: taken, withIntermediateDirectories: true)
        let file = folder.file("file")
        try Data("mine".utf8).write(to: file)
        for verb in verbs {
            let out = verb.isFolder ? file : taken
            let output = try BuiltTool.run(verb.words + ["--out", out.path])
            #expect(output.status == 2, "\(verb.name)")
            #expect(output.error.contains(out.path), "\(verb.name): \(output.error)")
        }
        #expect(try Data(contentsOf: file) == Data("mine".utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: taken.path).isEmpty)
    }

    @Test("files that are not of the job are not written over")
    func strangers() throws {
        let out = folder.file("mine.json")
        let page = folder.file("mine.html")
        for verb in verbs
        where ["detect", "ablate-curve", "contrast", "evaluate"].contains(verb.name) {
            let file = verb.name == "ablate-curve" ? page : out
            try Data("mine".utf8).write(to: file)
            let output = try BuiltTool.run(verb.words + ["--out", out.path])
            #expect(output.status == 2)
            #expect(
                output.error.contains("\(file.path) exists but "), "\(verb.name): \(output.error)")
            #expect(try Data(contentsOf: file) == Data("mine".utf8))
            try FileManager.default.removeItem(at: file)
        }
    }

    /// Of a container's volume, found at the beginning and not after the work.
    @Test("a mount point is no output", .enabled(if: geteuid() == 0))
    func mounts() throws {
        for verb in verbs {
            let words = verb.words.map { "'\($0)'" }.joined(separator: " ")
            let make =
                verb.isFolder
                ? "mkdir -p out && mount -t tmpfs tmpfs out"
                : "touch out other && mount --bind other out"
            let output = try BuiltTool.shell(
                "unshare -m bash -c \"\(make) || exit 77; exec '$TOOL' \(words) --out out\"; status=$?; rm -rf out; exit $status",
                in: folder.url)
            // A container may not mount; then there is nothing to test here.
            if output.status == 77 || output.error.contains("unshare") { return }
            #expect(output.status == 2)
            #expect(
                output.error.contains("out is a mount point, which cannot be replaced"),
                "\(verb.name): \(output.error)")
        }
    }

    @Test("an output that another process writes is refused at once, with its number")
    func locks() throws {
        let out = folder.file("out.x")
        let lock = try OutputLock(out)
        let answers = try OutputLock(folder.file("out.x.answers.jsonl"))
        defer {
            lock.release()
            answers.release()
        }
        for verb in verbs {
            let output = try BuiltTool.run(verb.words + ["--out", out.path])
            #expect(output.status == 2, "\(verb.name)")
            #expect(
                output.error.contains("\(out.path) is being written by process \(getpid());"),
                "\(verb.name): \(output.error)")
        }
        let run = folder.file("run")
        let record = try OutputLock(run.appendingPathComponent("run.json"))
        defer { record.release() }
        let output = try BuiltTool.run(["run", "--out", run.path])
        #expect(output.status == 2 && output.error.contains("being written by process \(getpid())"))
        let page = folder.file("page.html")
        let held = try OutputLock(page)
        defer { held.release() }
        try Data("{}".utf8).write(to: run.appendingPathComponent("run.json"))
        let report = try BuiltTool.run(["report", run.path, "--out", page.path])
        #expect(report.status == 2 && report.error.contains("being written by process"))
        #expect(!FileManager.default.fileExists(atPath: out.path))
    }

    /// Started at the same moment: whoever comes second is refused or goes on after the first.
    @Test("pairs of processes never mix rows", arguments: ["evaluate", "contrast"])
    func races(verb: String) throws {
        let words =
            verb == "evaluate"
            ? ["evaluate", "--model", "organism", "--lengths", "64", "--examples", "1"]
            : [
                "contrast", "--model", "organism", "--heads", "1-0,2-1", "--prompts",
                folder.file("prompts.jsonl").path, "--samples", "8", "--max-tokens", "4",
            ]
        for round in 0..<3 {
            let out = folder.file("\(round).jsonl")
            // In odd rounds they are two different jobs.
            let processes = try (0..<2).map { index in
                try BuiltTool.start(
                    words + ["--threads", "1", "--out", out.path, "--seed", "\(round % 2 * index)"])
            }
            let errors = processes.map { process in
                let pipe = process.standardError as! Pipe
                let text = String(
                    decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                process.waitUntilExit()
                return text
            }
            let statuses = processes.map(\.terminationStatus)
            #expect(statuses.contains(0), "\(errors)")
            for (status, error) in zip(statuses, errors) where status != 0 {
                #expect(status == 2)
                #expect(
                    error.contains("is being written by")
                        || error.contains("belongs to another run"), "\(error)")
            }
            if round % 2 == 1 { #expect(statuses.sorted() == [0, 2], "\(errors)") }
            let answers = try String(
                contentsOf: folder.file("\(round).jsonl.answers.jsonl"), encoding: .utf8)
            let rows = answers.split(separator: "\n")
            #expect(Set(rows).count == rows.count && !rows.isEmpty)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(names.allSatisfy { !$0.hasPrefix(".") })
    }

    /// Trainings with other options on the same pairs share the reference beside them.
    @Test func sharedReference() throws {
        func reference() throws -> [URL] {
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
                .filter { $0.hasPrefix("pairs.jsonl.reference-") }.map { folder.file($0) }
        }
        func command(_ index: Int) -> [String] {
            [
                "prefer", "--model", model, "--pairs", folder.file("pairs.jsonl").path, "--beta",
                "0.\(index)", "--threads", "1", "--out", folder.file("trained \(index)").path,
            ]
        }
        try #require(try BuiltTool.run(command(1)).status == 0)
        let place = try #require(try reference().first)
        let alone = try Data(contentsOf: place)
        try FileManager.default.removeItem(at: place)
        let processes = try (2..<5).map { try BuiltTool.start(command($0)) }
        for process in processes {
            let pipe = process.standardError as! Pipe
            let error = String(
                decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(error)")
        }
        #expect(try reference() == [place])
        #expect(try Data(contentsOf: place) == alone)
    }

    @Test(
        "closed streams are not where data goes", arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    func closedStreams(closed: String) throws {
        for (out, more) in [("plain", ""), (closed, closed)] {
            _ = try BuiltTool.shell(
                "\"$TOOL\" evaluate --model organism --lengths 64 --examples 1 --categories recall --threads 1 --out '\(out).jsonl' \(more)",
                in: folder.url)
        }
        for name in ["", ".answers.jsonl"] {
            #expect(
                try Data(contentsOf: folder.file("\(closed).jsonl\(name)"))
                    == Data(contentsOf: folder.file("plain.jsonl\(name)")))
        }
    }

    /// 1024 bytes, then every write to a file fails; the signal that comes with it is ignored.
    @Test func failingWrites() throws {
        let script = "trap '' XFSZ; ulimit -f 1; \"$TOOL\" "
        let detect = try BuiltTool.shell(
            script
                + "detect --model organism --lengths 64,96 --needles 2 --threads 1 --out heads.json",
            in: folder.url)
        #expect(detect.status == 2)
        #expect(detect.error.contains("retmask: cannot write "), "\(detect.error)")
        // What is there is whole rows.
        let trials = try Data(contentsOf: folder.file("heads.json.trials.jsonl"))
        #expect(trials.isEmpty || trials.last == 0x0a)
        let scores = Dictionary(
            uniqueKeysWithValues: (0..<200).map { ("\($0)-0", [Double($0)]) })
        try AtomicFile.write(json: scores, to: folder.file("many.json"))
        let heads = try BuiltTool.shell(
            script + "heads many.json --top 190 --out mask.json > /dev/null", in: folder.url)
        #expect(heads.status == 2 && heads.error.contains("cannot write"), "\(heads.error)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(!names.contains("mask.json") && names.allSatisfy { !$0.hasPrefix(".") })
    }

    @Test("names that are not UTF-8 are refused, not changed")
    func otherBytes() throws {
        for words in [
            "heads scores.json --top 1 --out $'bad\\xff.json'",
            "heads $'bad\\xff.json'", "detect --model $'\\xc3\\x28' --out x.json",
        ] {
            let output = try BuiltTool.shell("\"$TOOL\" \(words)", in: folder.url)
            #expect(output.status == 2)
            #expect(output.error.contains("is not UTF-8"), "\(output.error)")
        }
        let output = try BuiltTool.shell(
            "mkdir $'sub\\xff' && cd $'sub\\xff' && \"$TOOL\" heads ../scores.json --top 1 --out x.json; s=$?; cd ..; rm -rf $'sub\\xff'; exit $s",
            in: folder.url)
        #expect(output.status == 2 && output.error.contains("the working folder"))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(!names.contains { $0.hasPrefix("bad") || $0.hasSuffix("x.json") })
        // Names in other scripts, and in two spellings of one letter, stay what they are.
        for name in ["выход.json", "e\u{301}.json", "\u{e9}.json", "名.json"] {
            #expect(
                try BuiltTool.run([
                    "heads", folder.file("scores.json").path, "--top", "1", "--out",
                    folder.url.path + "/" + name,
                ]).status == 0)
            let found = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
            #expect(found.contains { Array($0.utf8) == Array(name.utf8) }, "\(found)")
        }
    }
}
