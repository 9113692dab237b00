import Foundation
import HeadAnalysis
import PreferenceTraining
import Storage
import TestSupport
import Testing

@testable import Pipeline

/// Stages of several named variants.
@Suite struct RecipeVariantTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func read(_ text: String, world: Recipe.World = .plain) throws -> Recipe {
        let file = folder.file("recipe.json")
        try Data(text.utf8).write(to: file)
        return try Recipe.read(file, world: world)
    }

    func problem(_ text: String) -> String {
        do { _ = try read(text) } catch { return "\(error)" }
        return ""
    }

    static let text = """
        {"seed": 4,
         "detect": [{"name": "prose", "lengths": "1k,2k", "needles": 3, "untilStable": true, "threshold": 0.2},
                    {"name": "essays", "filler": "essays", "threshold": null},
                    {"name": "paper", "mode": "paper", "haystack": "/data/haystack"}],
         "select": [{"name": "retrieval", "atLeast": 0.1},
                    {"name": "random-1", "random": "non-retrieval", "selectionSeed": 1},
                    {"name": "layers", "random": "same-layers"},
                    {"name": "few", "scores": "essays", "top": 2}],
         "ablateCurve": {"counts": [1, 2]},
         "contrast": [{"name": "retrieval", "prompts": ["a.jsonl", "b.jsonl"], "maxTokens": 99},
                      {"name": "random-1", "heads": "random-1"}],
         "prefer": [{"name": "dpo", "loss": "ipo", "ldAlpha": null, "epochs": 3},
                    {"name": "dpo-2", "seed": 9},
                    {"name": "sft", "objective": "supervised", "pairs": "random-1"}],
         "evaluate": [{"name": "first", "lengths": [512], "seed": 1},
                      {"name": "long", "lengths": [8192], "models": ["dpo", "ablated"]},
                      {"name": "mine", "questions": "q.jsonl", "models": []}]}
        """

    @Test("a later variant has the values of the first where it says nothing else")
    func inheritance() throws {
        let recipe = try read(Self.text)
        #expect(recipe.detect[1].lengths == [1024, 2048] && recipe.detect[1].needles == .count(3))
        #expect(recipe.detect[1].untilStable && recipe.detect[1].threshold == nil)
        // A mode begins anew: what it does not know is not inherited.
        #expect(recipe.detect[2].lengths == nil && !recipe.detect[2].untilStable)
        #expect(recipe.select.map(\.atLeast) == [0.1, 0.1, 0.1, nil])
        #expect(recipe.select[1].selectionSeed == 1 && recipe.select[2].selectionSeed == nil)
        #expect(
            recipe.select[2].selection(seed: 4)
                == .randomSameLayers(like: .atLeast(0.1), seed: 4))
        #expect(recipe.select[3].selection(seed: 4) == .top(2))
        #expect(recipe.contrast[1].options.sampling.maxTokens == 99)
        #expect(recipe.prefer[1].options == recipe.prefer[0].options && recipe.prefer[1].seed == 9)
        #expect(recipe.prefer[2].options.loss.type == .sigmoid)
        #expect(recipe.prefer[2].options.schedule.epochs == 3)
        #expect(recipe.evaluate[1].seed == 1 && recipe.evaluate[2].lengths == nil)
    }

    @Test("paths are relative to the recipe's folder") func paths() throws {
        let recipe = try read(Self.text)
        let place = folder.url.standardizedFileURL.path
        #expect(
            recipe.contrast[0].prompts.files.map(\.path) == [
                "\(place)/a.jsonl", "\(place)/b.jsonl",
            ])
        #expect(recipe.detect[1].filler?.path == "\(place)/essays")
        #expect(recipe.detect[2].haystack?.path == "/data/haystack")
        #expect(try read(#"{"model": "smollm2"}"#).model == "smollm2")
        #expect(try read(#"{"model": "./mine"}"#).model == "\(place)/mine")
    }

    @Test("models that can be evaluated") func models() throws {
        let recipe = try read(Self.text)
        let ablated = ["ablated-retrieval", "ablated-random-1", "ablated-layers", "ablated-few"]
        let trained = ["dpo", "dpo-2", "sft"]
        #expect(recipe.subjects.map(\.name) == ["base"] + ablated + trained)
        #expect(recipe.subjects(of: recipe.evaluate[1]).map(\.name) == ["base"] + ablated + ["dpo"])
        #expect(recipe.subjects(of: recipe.evaluate[2]).count == 8)
        let usual = ["base", "ablated", "random", "RetMask", "supervised"]
        #expect(Recipe.firstLight.subjects.map(\.name) == usual)
        let few = try read(#"{"evaluate": {"models": ["RetMask"]}}"#)
        #expect(!few.isEvaluated("supervised"))
        // What nobody asks is not trained.
        #expect(RunStep.all(of: few).count { $0.kind == "prefer" } == 1)
        #expect(
            RunStep.all(of: Recipe.firstLight).map(\.name) == [
                "detect", "select", "contrast", "prefer", "prefer (supervised rival)", "evaluate",
            ])
    }

    @Test("what is written is read back, whatever is not set") func roundTrip() throws {
        let recipe = try read(Self.text)
        let file = folder.file("written.json")
        try AtomicFile.write(json: recipe, to: file)
        #expect(try Recipe.read(file, world: .plain) == recipe)
        #expect(try Recipe.read(file, world: .plain).problems == [])
    }

    @Test("everything that is wrong with variants is said at once") func problems() {
        let kinds = problem(
            #"{"select": [{"top": 2}, {"name": "b", "top": "many"}, 3], "prefer": "none", "evaluate": [{"name": "e", "lenghts": 3}]}"#
        )
        for part in [
            "select[1].name is missing", #"select[b].top is "many" but should be a whole number"#,
            "select[3] is 3 but should be an object",
            #"prefer is "none" but should be an object or a list of named ones"#,
            "unknown evaluate[e].lenghts",
        ] { #expect(kinds.contains(part), "\(kinds)") }
        let values = problem(
            #"{"select": [{"name": "a", "atLeast": 2e9}, {"name": "A", "atLeast": 0.1, "below": 0.2}], "contrast": [{"name": "c", "heads": "none"}], "prefer": [{"name": "base"}, {"name": "x/y", "pairs": "d"}], "evaluate": [{"name": "e", "models": ["me"]}]}"#
        )
        for part in [
            "select[a].atLeast is 2000000000.0 but should be above 0",
            #"select has two variants of the name "A""#,
            "select[A].below is 0.2 but should be left out: it is for random non-retrieval",
            #"contrast[c].heads is "none" but should be one of a, A"#,
            #"prefer[base].name is "base" but should be another"#,
            #"prefer[x/y].name is "x/y" but should be up to 60 letters"#,
            #"prefer[x/y].pairs is "d" but should be one of c"#,
            #"evaluate[e].models has "me" but should be some of base, ablated-a"#,
        ] { #expect(values.contains(part), "\(values)") }
        #expect(problem(#"{"detect": {"mode": "paper"}}"#).contains("detect.haystack is missing"))
        #expect(
            problem(#"{"detect": {"mode": "paper", "haystack": "h", "needles": 4}}"#)
                .contains("detect.needles should be left out in mode paper"))
        #expect(problem(#"{"contrast": []}"#).contains("contrast is empty, but prefer needs it"))
        #expect(problem(#"{"contrast": [], "prefer": []}"#).isEmpty)
    }

    @Test("recipes of the repository are read") func examples() throws {
        let recipes = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Recipes")
        for name in ["your-model", "smollm2-quick", "smollm2"] {
            let recipe = try Recipe.read(
                recipes.appendingPathComponent("\(name).json"), world: .plain)
            #expect(recipe.problems == [])
            #expect(recipe.inputs.isEmpty, "\(name) needs no other file")
        }
        let document = try String(
            contentsOf: recipes.deletingLastPathComponent().appendingPathComponent(
                "docs/recipes.md"), encoding: .utf8)
        let example = try #require(document.components(separatedBy: "```json\n").last)
        let text = try #require(example.components(separatedBy: "```").first)
        #expect(try read(text).subjects.count == 10)
    }
}
