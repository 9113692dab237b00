import DecoderModels
import Foundation
import Storage
import TestSupport
import Testing

@testable import Pipeline

/// What `null` says in a recipe.
@Suite struct RecipeNullTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func read(_ text: String, world: Recipe.World = .organism) throws -> Recipe {
        let file = folder.file("recipe.json")
        try Data(text.utf8).write(to: file)
        return try Recipe.read(file, world: world)
    }

    /// An object of a stage in which every field is `null`.
    static func nulls<Part: RecipePart>(_ type: Part.Type, name: String? = nil) -> String {
        let members =
            (name.map { ["\"name\": \"\($0)\""] } ?? [])
            + type.fields.map { "\"\($0.name)\": null" }
        return "{\(members.joined(separator: ", "))}"
    }

    @Test(
        "in a lone part and in the first of a list it is the default, for every field",
        arguments: Recipe.World.allCases)
    func first(world: Recipe.World) throws {
        let usual = Recipe.defaults(of: world)
        let lone = try read(
            """
            {"detect": \(Self.nulls(Recipe.Detect.self)), "select": \(Self.nulls(Recipe.Select.self)),
             "contrast": \(Self.nulls(Recipe.Contrast.self)), "prefer": \(Self.nulls(Recipe.Prefer.self)),
             "evaluate": \(Self.nulls(Recipe.Evaluate.self)), "seed": null}
            """, world: world)
        #expect(lone == usual)
        let curve = try read(
            "{\"ablateCurve\": \(Self.nulls(Recipe.AblateCurve.self))}", world: world)
        #expect(curve.ablateCurve == [Recipe.AblateCurve()])
        let listed = try read(
            """
            {"detect": [\(Self.nulls(Recipe.Detect.self, name: "a")), {"name": "b"}],
             "select": [\(Self.nulls(Recipe.Select.self, name: "a"))]}
            """, world: world)
        var expected = usual.detect[0]
        expected.name = "a"
        #expect(listed.detect[0] == expected)
        expected.name = "b"
        #expect(listed.detect[1] == expected)
        #expect(listed.select[0].selection(seed: 1) == usual.select[0].selection(seed: 1))
    }

    @Test("in a later one it takes back what the first says") func later() throws {
        let recipe = try read(
            #"""
            {"detect": [{"name": "a", "detectors": ["mass"], "lengths": [96], "untilStable": true, "threshold": 0.2},
                        {"name": "b", "detectors": null, "lengths": null, "threshold": null, "untilStable": null}],
             "contrast": [{"name": "a", "temperature": 1.5, "limit": 7, "gate": "mean", "prompts": 9},
                          {"name": "b", "temperature": null, "limit": null, "gate": null, "prompts": null}],
             "prefer": [{"name": "a", "loraRank": 4, "loraTargets": "all", "epochs": 9, "objective": "supervised"},
                        {"name": "b", "loraRank": null, "epochs": null},
                        {"name": "c", "loraTargets": null},
                        {"name": "d", "train": null, "objective": null, "loss": "ipo"},
                        {"name": "e", "trained": null}]}
            """#)
        #expect(recipe.detect[1].detectors == [.copy] && recipe.detect[1].lengths == nil)
        #expect(!recipe.detect[1].untilStable && recipe.detect[1].threshold == nil)
        let usual = Recipe.firstLight.contrast[0]
        #expect(recipe.contrast[0].gate == .mean && recipe.contrast[1].gate == usual.gate)
        #expect(recipe.contrast[1].options.sampling == usual.options.sampling)
        #expect(recipe.contrast[1].limit == nil && recipe.contrast[1].prompts == usual.prompts)
        let trained = recipe.prefer.map(\.options.trained)
        #expect(trained[0] == .lora(LoRASettings(rank: 4, alpha: 8, targets: LoRASettings.all)))
        #expect(trained[1] == .lora(LoRASettings(targets: LoRASettings.all)))
        #expect(trained[2] == .lora(LoRASettings(rank: 4, alpha: 8)))
        #expect(trained[3] == .all && trained[4] == .all)
        #expect(recipe.prefer[1].options.schedule.epochs == 1)
        #expect(recipe.prefer[3].options.loss.objective == .preference)
        // As it is written, and as it is read again.
        let file = folder.file("written.json")
        try AtomicFile.write(json: recipe, to: file)
        #expect(try Recipe.read(file) == recipe)
    }

    @Test("a mode is taken back with what goes with it") func mode() throws {
        let recipe = try read(
            #"{"detect": [{"name": "a", "mode": "paper", "haystack": "h"}, {"name": "b", "mode": null}]}"#
        )
        var expected = Recipe.firstLight.detect[0]
        expected.name = "b"
        #expect(recipe.detect[1] == expected)
    }

    @Test(
        "in place of a stage it is refused",
        arguments: ["detect", "select", "ablateCurve", "contrast", "prefer", "evaluate"])
    func stage(_ name: String) {
        let refusal = #expect(throws: DataError.self) { try read("{\"\(name)\": null}") }
        #expect(
            refusal?.description.contains(
                "\(name) is null but should be an object or a list of named ones, [] for none")
                == true)
    }
}
