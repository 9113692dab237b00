import Foundation
import TestSupport
import Testing

/// The folder of a run may hold a user's own files; none of them is lost.
@Suite struct RunFolderTests {
    static let recipe = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Recipes/tiny.json")
    /// What a run writes at its top, as far as the tests need it.
    static let written = [
        "heads.json", "heads.json.trials.jsonl", "mask.json", "control.json", "prompts.jsonl",
        "pairs.jsonl", "pairs.jsonl.answers.jsonl", "pairs.jsonl.samples.jsonl",
        "pairs.jsonl.run.json", "pairs.jsonl.reference-0123456789ab.jsonl", "contrast.json",
        "results.jsonl", "differences.jsonl", "report.html", "recipe.json",
    ]

    /// A recipe whose one needle the model of `preference` does not find, which ends the run early.
    static let brief = #"""
        {"world": "organism", "detect": {"lengths": [16], "depths": [50], "needles": 1, "maxTokens": 8},
        "contrast": {"lengths": [64], "maxTokens": 8}, "evaluate": {"lengths": [64]}}
        """#
    static let end = "the scores rest on no successful probe"

    let folder: TemporaryFolder
    let run: URL

    init() throws {
        folder = try TemporaryFolder()
        run = folder.file("run")
        try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
    }

    func write(_ name: String, _ text: String = "mine") throws {
        let file = run.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: run.appendingPathComponent(name).path)
    }

    func message(_ arguments: [String]) throws -> String {
        let output = try BuiltTool.run(arguments)
        #expect(output.status == 2, "\(output.error)")
        return output.error
    }

    @Test("a restart removes what a run wrote and keeps the rest, also what it reads")
    func restart() throws {
        for name in Self.written + ["run.json"] { try write(name) }
        for name in ["retmask/preference.json", "retmask/runs/x", "supervised/model.safetensors"] {
            try write(name)
        }
        for name in ["notes.txt", "evaluation/mine.jsonl", ".hidden"] { try write(name) }
        try write("my.json", Self.brief)
        func restart(model: String) throws -> String {
            try message([
                "run", "--out", run.path, "--recipe", run.appendingPathComponent("my.json").path,
                "--model", run.appendingPathComponent(model).path, "--restart",
            ])
        }
        // A model that cannot be read costs nothing.
        #expect(try restart(model: "none").contains("none"))
        for name in Self.written + ["run.json", "retmask", "supervised"] { #expect(exists(name)) }

        try FileManager.default.copyItem(
            at: Fixture.url("preference/model"), to: run.appendingPathComponent("mymodel"))
        #expect(try restart(model: "mymodel").contains(Self.end))
        // Begun again: what this run made is new, the rest is gone.
        let new = ["run.json", "recipe.json", "heads.json", "heads.json.trials.jsonl"]
        for name in Self.written + ["retmask", "supervised"] where !new.contains(name) {
            #expect(!exists(name), "\(name)")
        }
        for name in new {
            #expect(
                try String(contentsOf: run.appendingPathComponent(name), encoding: .utf8) != "mine")
        }
        for name in [
            "notes.txt", "evaluation/mine.jsonl", ".hidden", "my.json", "mymodel/config.json",
        ] { #expect(exists(name), "\(name)") }
    }

    @Test("inputs under the names of a run's files are refused")
    func inputs() throws {
        try write("run.json")
        for name in ["mask.json", "retmask/my.json", "pairs.jsonl.samples.jsonl"] {
            let text = try String(contentsOf: Self.recipe, encoding: .utf8)
            try write(name, text)
            let recipe = run.appendingPathComponent(name)
            #expect(
                try message(["run", "--out", run.path, "--recipe", recipe.path, "--restart"])
                    .contains("would be written over \(recipe.path)"))
            #expect(try String(contentsOf: recipe, encoding: .utf8) == text)
        }
        try write("retmask/config.json")
        #expect(
            try message([
                "run", "--out", run.path, "--model", run.appendingPathComponent("retmask").path,
                "--restart",
            ]).contains("would be written over"))
        #expect(exists("retmask/config.json") && exists("run.json"))
    }

    @Test("the run's own recipe may be the one that is given, and outlives a restart")
    func ownRecipe() throws {
        try write("recipe.json", Self.brief)
        try write("run.json")
        let text = try message([
            "run", "--out", run.path, "--recipe", run.appendingPathComponent("recipe.json").path,
            "--model", Fixture.url("preference/model").path, "--restart",
        ])
        #expect(text.contains(Self.end))
        #expect(
            try String(contentsOf: run.appendingPathComponent("recipe.json"), encoding: .utf8)
                == Self.brief)
    }

    @Test("files in a model folder that training did not write stop a restart")
    func strangers() throws {
        try write("run.json")
        try write("retmask/model.safetensors")
        try write("retmask/quantized.gguf")
        #expect(
            try message(["run", "--out", run.path, "--restart"])
                .contains("holds quantized.gguf, which is not of this run"))
        #expect(exists("retmask/quantized.gguf") && exists("run.json"))
    }

    @Test(
        "files of a run's names without a record are someone else's",
        arguments: [[], ["--restart"]])
    func noRecord(flags: [String]) throws {
        let model = Fixture.url("preference/model").path
        let recipe = folder.file("brief.json")
        try Data(Self.brief.utf8).write(to: recipe)
        let line = ["run", "--out", run.path, "--model", model, "--recipe", recipe.path]
        for name in [
            "heads.json", "pairs.jsonl.answers.jsonl", "pairs.jsonl.reference-0123456789ab.jsonl",
            "report.html", "retmask/config.json",
        ] {
            try write(name)
            let top = String(name.split(separator: "/")[0])
            #expect(
                try message(line + flags)
                    .contains("\(top) \(flags.isEmpty ? "exists" : "is there") but"))
            #expect(exists(top) && !exists("run.json"))
            try FileManager.default.removeItem(at: run.appendingPathComponent(top))
        }
    }

    @Test("a page does not go over what it is made of")
    func page() throws {
        for name in Self.written.filter({ $0 != "report.html" }) + ["run.json"] { try write(name) }
        for name in ["retmask/config.json", "retmask/runs/x", "evaluation/base.jsonl"] {
            try write(name)
        }
        for name in Self.written.filter({ $0 != "report.html" }) + [
            "run.json", "retmask/config.json", "retmask/runs/x", "evaluation/base.jsonl",
        ] {
            let file = run.appendingPathComponent(name)
            #expect(
                try message(["report", run.path, "--out", file.path])
                    .contains("would be written over"), "\(name)")
            #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
        }
    }
}
