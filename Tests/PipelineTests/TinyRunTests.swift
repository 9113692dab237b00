import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

/// The whole loop with a small recipe on the embedded organism.
@Suite struct TinyRunTests {
    static let recipe = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Recipes/tiny.json")

    struct Summary: Decodable {
        struct Heads: Decodable {
            var count: Int
            var selected: [HeadID]
        }
        struct Pairs: Decodable {
            var kept: Int
            var dropped: [String: Int]
        }
        struct Training: Decodable {
            var steps: Int
            var final_loss: Double
            var accuracy: Double
            var margin: Double
        }
        var heads: Heads
        var pairs: Pairs
        var training: Training
        var evaluation: [EvaluationRow]
    }

    @Test func everyStageLeavesItsArtifact() throws {
        let folder = try TemporaryFolder()
        let arguments = [
            "run", "--recipe", Self.recipe.path, "--out", folder.file("run").path, "--json",
        ]
        let output = try BuiltTool.run(arguments)
        try #require(output.status == 0, "\(output.error)")
        let summary = try JSONDecoder().decode(Summary.self, from: Data(output.out.utf8))
        #expect(summary.heads.selected.count == 4 && summary.heads.count == 48)
        #expect(summary.pairs.kept + summary.pairs.dropped.values.reduce(0, +) == 24)
        // Four pairs a step, one epoch.
        #expect(summary.training.steps == (summary.pairs.kept + 3) / 4)
        let models: Set = ["base", "ablated", "random", "RetMask", "supervised"]
        #expect(Set(summary.evaluation.map(\.model)) == models)
        #expect(summary.evaluation.count == 4 * models.count)
        #expect(summary.evaluation.allSatisfy { $0.low <= $0.mean && $0.mean <= $0.high })
        let made = try FileManager.default.contentsOfDirectory(
            atPath: folder.file("run").path)
        for name in [
            "recipe.json", "heads.json", "mask.json", "control.json", "prompts.jsonl",
            "pairs.jsonl", "contrast.json", "retmask", "supervised", "evaluation",
            "results.jsonl", "differences.jsonl", "run.json", "report.html",
        ] { #expect(made.contains(name), "\(name)") }

        // Again: everything is there, the numbers stay.
        let again = try BuiltTool.run(arguments)
        #expect(again.status == 0)
        let second = try JSONDecoder().decode(Summary.self, from: Data(again.out.utf8))
        #expect(second.evaluation == summary.evaluation)
        // Without recipe and model it is the folder that says what is gone on with.
        let remembered = try BuiltTool.run(["run", "--out", folder.file("run").path, "--json"])
        #expect(remembered.status == 0 && remembered.out == again.out)
        // Another recipe does not go into the same folder.
        let first = Self.recipe.deletingLastPathComponent().appendingPathComponent(
            "first-light.json")
        let before = try Data(contentsOf: folder.file("run/run.json"))
        for flags in [[], ["--plan"], ["--plan", "--json"]] {
            let other = try BuiltTool.run(
                ["run", "--recipe", first.path, "--out", folder.file("run").path] + flags)
            #expect(other.status == 2 && other.out.isEmpty)
            #expect(
                other.error.contains("holds a run of another recipe")
                    && other.error.contains("leave out --recipe to go on with that run"),
                "\(flags) \(other.error)")
        }
        #expect(try Data(contentsOf: folder.file("run/run.json")) == before)
        try plans(folder.file("run"), other: first)
    }

    /// What is there counts for the run that made it, and not for one that begins again.
    private func plans(_ run: URL, other: URL) throws {
        struct Plan: Decodable {
            struct Stage: Decodable { var done: Bool }
            var stages: [Stage]
        }
        func stages(_ flags: [String]) throws -> [Bool] {
            let output = try BuiltTool.run(
                ["run", "--out", run.path, "--plan", "--json"] + flags)
            #expect(output.status == 0, "\(output.error)")
            return try JSONDecoder().decode(Plan.self, from: Data(output.out.utf8))
                .stages.map(\.done)
        }
        let done = try stages([])
        #expect(!done.isEmpty && done.allSatisfy { $0 })
        let again = try stages(["--restart", "--recipe", other.path])
        #expect(!again.isEmpty && again.allSatisfy { !$0 })
        #expect(
            FileManager.default.fileExists(atPath: run.appendingPathComponent("heads.json").path))
    }

    /// A rate at which the chosen answers fall: what the folder says is said to the person too.
    @Test func warningsOfTheTrainingAreSeen() throws {
        struct Trained: Decodable { var warnings: [String] }
        let folder = try TemporaryFolder()
        let recipe = folder.file("recipe.json")
        try Data(
            """
            {"detect": {"lengths": [96], "depths": [50], "needles": 2},
             "contrast": {"prompts": 24, "lengths": [64]},
             "prefer": {"batch": 2, "learningRate": 0.005},
             "evaluate": {"lengths": [64], "examples": 1, "categories": ["recall"]}}
            """.utf8
        ).write(to: recipe)
        let output = try BuiltTool.run([
            "run", "--recipe", recipe.path, "--out", folder.file("run").path, "--json",
        ])
        try #require(output.status == 0, "\(output.error)")
        let trained = try AtomicFile.read(
            json: Trained.self, from: folder.file("run/retmask/preference.json"))
        #expect(!trained.warnings.isEmpty)
        for warning in trained.warnings {
            #expect(output.error.contains("warning: \(warning)"), "\(output.error)")
        }
    }
}
