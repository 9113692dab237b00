import Foundation
import TestSupport
import Testing

/// `import`, and the names of models.
@Suite struct ImportTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private let source = Fixture.url("gguf/models/llama.gguf").path

    @Test func aFolderIsWrittenOnce() throws {
        let out = folder.file("models/tiny").path
        let first = try BuiltTool.run(["import", source, "--out", out])
        #expect(first.status == 0 && !first.error.contains("retmask:"), "\(first.error)")
        #expect(
            first.out
                == "wrote: \(out), llama, 19040 parameters as float32 (F32 in the file), licence apache-2.0\n"
        )
        let again = try BuiltTool.run(["import", source, "--out", out, "--json"])
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(again.out.utf8)) as? [String: Any])
        #expect(json["existed"] as? Bool == true && json["licence"] as? String == "apache-2.0")
        let other = try BuiltTool.run(["import", source, "--out", out, "--dtype", "bfloat16"])
        #expect(other.status == 2 && other.error.contains("--overwrite to replace an earlier"))
        let type = try BuiltTool.run(["import", source, "--out", out, "--dtype", "int8"])
        #expect(type.status == 2)
        #expect(type.error.contains("--dtype is int8; give float32, bfloat16 or float16"))
    }

    @Test func aNameStandsForAFolderOfModels() throws {
        let models = folder.file("models")
        let out = models.appendingPathComponent("tiny").path
        #expect(try BuiltTool.run(["import", source, "--out", out]).status == 0)
        // By the variable, and from a folder below the one that has models.
        let named = try BuiltTool.run(
            ["inspect", "tiny", "--json"], environment: ["RETMASK_MODELS": models.path])
        #expect(named.status == 0 && named.out.contains("\(out)\""), "\(named.error)")
        let below = folder.file("a/b")
        try FileManager.default.createDirectory(at: below, withIntermediateDirectories: true)
        let found = try BuiltTool.shell(
            "\"$TOOL\" score --model tiny --tokens 2,3,4 --json", in: below)
        #expect(found.status == 0, "\(found.error)")
        // A path that is there wins.
        let near = below.appendingPathComponent("tiny")
        try FileManager.default.createDirectory(at: near, withIntermediateDirectories: true)
        let nearer = try BuiltTool.shell("\"$TOOL\" inspect tiny", in: below)
        #expect(nearer.status == 2 && nearer.error.contains("a/b/tiny is no model folder"))
    }

    @Test func aNameOfNothing() throws {
        let output = try BuiltTool.run(
            ["inspect", "smollm2"], environment: ["RETMASK_MODELS": folder.url.path])
        // Where the checkout has it already there is nothing to say.
        if output.status != 0 {
            #expect(output.status == 2 && output.error.contains("run `make smollm2`"))
        }
        let other = try BuiltTool.run(["score", "--model", "no-such-model", "--tokens", "1,2"])
        #expect(other.status == 2)
        #expect(
            other.error.contains(
                "no-such-model is no folder here, nor the name of a model: \"organism\", or a folder in models/"
            ), "\(other.error)")
    }

    @Test func aKillInTheMiddle() throws {
        // Many tensors of small rows, so that there is time to be killed in.
        let source = Fixture.url("gguf/models/types.gguf").path
        let whole = folder.file("whole")
        #expect(try BuiltTool.run(["import", source, "--out", whole.path]).status == 0)
        let out = folder.file("out")
        for wait in [0.002, 0.005, 0.01, 0.02, 0.03, 0.04, 0.06] {
            let process = try BuiltTool.start(["import", source, "--out", out.path])
            Thread.sleep(forTimeInterval: wait)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let last = try BuiltTool.run(["import", source, "--out", out.path])
        #expect(last.status == 0, "\(last.error)")
        for name in try FileManager.default.contentsOfDirectory(atPath: whole.path) {
            let (one, two) = (
                try Data(contentsOf: whole.appendingPathComponent(name)),
                try Data(contentsOf: out.appendingPathComponent(name))
            )
            #expect(one == two, "\(name)")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(Set(left) == ["whole", "out"], "\(left)")
    }
}
