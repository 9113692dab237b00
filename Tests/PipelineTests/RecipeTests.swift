import DecoderModels
import Foundation
import PreferenceTraining
import Storage
import TestSupport
import Testing

@testable import Pipeline

@Suite struct RecipeTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func read(_ text: String) throws -> Recipe {
        let file = folder.file("recipe.json")
        try Data(text.utf8).write(to: file)
        return try Recipe.read(file)
    }

    func problem(_ text: String) -> String {
        do { _ = try read(text) } catch { return "\(error)" }
        return ""
    }

    @Test func aFieldLeftOutHasItsDefault() throws {
        var expected = Recipe.firstLight
        #expect(try read("{}") == expected)
        expected.prefer[0].options.loss.type = .ipo
        expected.contrast[0].options.samples = 3
        expected.prefer[0].options.validation.size = 0.1
        #expect(
            try read(
                #"{"about": "mine", "prefer": {"loss": "ipo", "holdOut": 0.1}, "contrast": {"samples": 3}}"#
            ) == expected)
    }

    @Test("the seed is that of every stage that has none of its own") func seed() throws {
        let recipe = try read(#"{"seed": 18446744073709551615, "prefer": {"seed": 3}}"#)
        #expect(recipe.seed == .max && recipe.prefer[0].seed == 3)
        #expect(recipe.contrast[0].seed == nil)
        #expect(
            problem(#"{"seed": 18446744073709551616}"#)
                .contains("should be a whole number, 0 to 18446744073709551615"))
    }

    @Test func oneWayOfSelectingReplacesTheOther() throws {
        let recipe = try read(#"{"select": {"atLeast": 0.2}}"#)
        #expect(recipe.select[0].atLeast == 0.2 && recipe.select[0].top == nil)
        #expect(
            problem(#"{"select": {"atLeast": 0.2, "top": 3}}"#)
                .contains("select should have exactly one of top and atLeast"))
    }

    /// Written by the first version, every field of it.
    @Test("earlier recipes are read, under the names of today") func earlierNames() throws {
        let recipe = try read(
            """
            {"seed": 5,
             "detect": {"lengths": [96], "depths": [0, 100], "needles": 4, "maxTokens": 20},
             "select": {"top": 3},
             "contrast": {"prompts": 24, "lengths": [64], "temperature": 0.5, "topP": 0.9,
                          "topK": 7, "maxTokens": 31},
             "prefer": {"beta": 0.2, "labelSmoothing": 0.1, "learningRate": 0.001,
                        "minimumRate": 0.3, "warmup": 0.2, "epochs": 2, "batch": 4,
                        "accumulation": 3, "weightDecay": 0.05, "clip": 0.5},
             "evaluate": {"lengths": [64], "examples": 4, "categories": ["recall"]}}
            """)
        var prefer = PreferenceOptions()
        prefer.loss.beta = 0.2
        prefer.loss.labelSmoothing = 0.1
        prefer.schedule.learningRate = 0.001
        prefer.schedule.minLearningRateRatio = 0.3
        prefer.schedule.warmup = 0.2
        prefer.schedule.epochs = 2
        prefer.schedule.microBatchSize = 4
        prefer.schedule.gradientAccumulationSteps = 3
        prefer.schedule.weightDecay = 0.05
        prefer.schedule.maxGradNorm = 0.5
        #expect(recipe.seed == 5 && recipe.prefer.map(\.options) == [prefer])
        #expect(recipe.contrast[0].options.sampling.topK == 7 && recipe.evaluate[0].batch == 32)
        #expect(
            problem(#"{"prefer": {"clip": 1, "maxGradNorm": 2}}"#)
                .contains("prefer.clip and prefer.maxGradNorm are the same, give one of them"))
    }

    @Test("names of the command line are read where files have others") func optionNames() throws {
        let recipe = try read(
            #"{"prefer": {"holdout": 3, "evalSteps": 4, "checkpointActivations": true}}"#)
        let options = recipe.prefer[0].options
        #expect(options.validation.size == 3)
        #expect(options.validation.evaluationSteps == 4)
        #expect(options.memory.checkpointsActivations)
        let written = try read(
            #"{"detect": {"max-tokens": 9, "lengths": "1k,96"}, "prefer": {"lora-rank": 4, "lora-targets": "all"}}"#
        )
        #expect(written.detect[0].maxTokens == 9 && written.detect[0].lengths == [1024, 96])
        #expect(
            written.prefer[0].options.trained
                == .lora(LoRASettings(rank: 4, alpha: 8, targets: LoRASettings.all)))
        let threshold = problem(#"{"detect": {"threshold": 0.2}}"#)
        #expect(threshold.contains("detect.threshold is 0.2 but should be left out"))
        #expect(
            problem(#"{"prefer": {"trained": "lora"}}"#)
                .contains(#"prefer.trained is "lora" but should be "all", {"lora""#))
    }

    @Test("what is written is read back") func roundTrip() throws {
        var recipe = Recipe.firstLight
        recipe.detect[0].untilStable = true
        recipe.detect[0].threshold = 0.2
        recipe.select[0].top = nil
        recipe.select[0].atLeast = 0.3
        recipe.prefer[0].options.trained = .heads([.init(layer: 1, head: 2)])
        recipe.contrast[0].options.filter.maximumRepetition = 0.4
        let file = folder.file("written.json")
        try AtomicFile.write(json: recipe, to: file)
        #expect(try Recipe.read(file) == recipe)
    }

    @Test("everything that is wrong is said at once, with its path") func allProblems() {
        let types = problem(
            #"{"seed": -1, "detect": {"lengths": "long"}, "prefer": {"epochs": 1.5, "loss": "best", "rate": 1}, "more": {}}"#
        )
        for part in [
            "seed is -1 but should be a whole number, 0 to",
            #"detect.lengths: "long" is not a length"#,
            "prefer.epochs is 1.5 but should be a whole number",
            #"prefer.loss is "best" but should be one of sigmoid, hinge, ipo, robust, simpo"#,
        ] {
            #expect(types.contains(part), "\(types)")
        }
        #expect(types.contains("unknown more, prefer.rate"))
        let values = problem(
            #"{"detect": {"depths": []}, "contrast": {"topP": 2}, "prefer": {"beta": 0, "loss": "hinge", "labelSmoothing": 0.1}, "evaluate": {"batch": 0}}"#
        )
        for part in [
            "detect.depths should be one or more percentages, 0 to 100",
            "contrast.topP is 2.0 but should be above 0, at most 1",
            "prefer.beta is 0.0 but should be above 0, at most 1000",
            "prefer.labelSmoothing is 0.1 but should be 0 with hinge",
            "evaluate.batch is 0 but should be 1 to 65536",
        ] { #expect(values.contains(part), "\(values)") }
        #expect(problem("[]").contains("a recipe is a JSON object"))
        #expect(problem("{").contains("not valid JSON"))
    }

    @Test("the recipe in the repository spells out the default") func firstLight() throws {
        let file = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Recipes/first-light.json")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let text = String(decoding: try encoder.encode(Recipe.firstLight), as: UTF8.self)
        #expect(try String(contentsOf: file, encoding: .utf8) == text + "\n")
    }
}
