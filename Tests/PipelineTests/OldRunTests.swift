import Foundation
import TestSupport
import Testing

/// A run folder of the first version: its recipe knows no variants, its record no world.
@Suite struct OldRunTests {
    /// As that version wrote it for `Recipes/tiny.json`.
    static let recipe = """
        {"contrast": {"batch": 16, "dropTruncated": false, "lengths": [64], "maxTokens": 32, "prompts": 24, "samples": 1, "separateNoise": false, "temperature": 0.6, "topK": 0, "topP": 1, "window": 256},
         "detect": {"batchTokens": 8192, "depths": [0, 100], "lengths": [96], "maxTokens": 24, "needles": 4, "untilStable": false},
         "evaluate": {"batch": 32, "categories": ["recall", "rag", "facts", "fluency"], "examples": 4, "lengths": [64]},
         "prefer": {"accumulation": 1, "batch": 4, "batchTokens": 2048, "beta": 0.1, "beta1": 0.9, "beta2": 0.95, "checkpointSteps": 50, "checkpointsActivations": false, "epochs": 1, "epsilon": 1e-08, "gamma": 0.5, "labelSmoothing": 0, "layout": "packed", "learningRate": 0.0003, "loggingSteps": 1, "loss": "sigmoid", "maxGradNorm": 1, "minimumRate": 0.1, "mode": "corrected", "objective": "preference", "schedule": "cosine", "sftWeight": 0, "shuffle": true, "trained": "all", "warmup": 0.1, "weightDecay": 0.1},
         "seed": 2, "select": {"top": 4}}
        """

    @Test("it goes on, and its results stay", arguments: [true, false])
    func goesOn(namesRecipe: Bool) throws {
        let folder = try TemporaryFolder()
        let run = folder.file("run")
        let tiny = TinyRunTests.recipe.path
        let command = ["run", "--out", run.path, "--json"]
        let whole = try BuiltTool.run(command + ["--recipe", tiny])
        try #require(whole.status == 0, "\(whole.error)")

        // What that version left when it was killed while it asked the last model.
        let file = run.appendingPathComponent("run.json")
        var record = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        #expect(record.removeValue(forKey: "world") as? String == "organism")
        try JSONSerialization.data(withJSONObject: record).write(to: file)
        try Data(Self.recipe.utf8).write(to: run.appendingPathComponent("recipe.json"))
        let answers = run.appendingPathComponent("evaluation/supervised.jsonl")
        let lines = try Data(contentsOf: answers)
        try lines.prefix(lines.count / 2).write(to: answers)
        for name in ["results.jsonl", "differences.jsonl", "report.html"] {
            try FileManager.default.removeItem(at: run.appendingPathComponent(name))
        }
        let resumed = try BuiltTool.run(command + (namesRecipe ? ["--recipe", tiny] : []))
        #expect(resumed.status == 0, "\(resumed.error)")
        #expect(resumed.out == whole.out)
        #expect(try Data(contentsOf: answers) == lines)
        #expect(
            try String(contentsOf: run.appendingPathComponent("recipe.json"), encoding: .utf8)
                == Self.recipe)
    }
}
