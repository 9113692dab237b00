import Foundation
import TestSupport
import Testing

/// A run with several variants of every stage, on the embedded organism.
@Suite(.serialized) struct VariantRunTests {
    static let text = """
        {"seed": 3,
         "detect": [{"name": "needles", "lengths": [96], "depths": [0, 100], "needles": 4},
                    {"name": "fewer", "needles": 2, "detectors": ["copy", "mass"]}],
         "select": [{"name": "retrieval", "top": 4},
                    {"name": "others", "random": "others", "selectionSeed": 5},
                    {"name": "mass", "scores": "fewer", "detector": "mass", "top": 2}],
         "ablateCurve": {"counts": [1, 2], "randomSets": 1, "lengths": [64], "depths": [50], "needles": 2,
                         "maxTokens": 12},
         "contrast": [{"name": "retrieval", "prompts": 24, "lengths": [64]},
                      {"name": "others", "heads": "others"}],
         "prefer": [{"name": "dpo", "batch": 4}, {"name": "dpo-2", "seed": 8},
                    {"name": "sft", "objective": "supervised"}],
         "evaluate": [{"name": "first", "lengths": [64], "examples": 4,
                       "categories": ["recall", "rag", "facts", "fluency"]},
                      {"name": "second", "seed": 7, "models": ["ablated", "dpo"]}]}
        """

    let folder: TemporaryFolder
    let recipe: URL

    init() throws {
        folder = try TemporaryFolder()
        recipe = folder.file("mine.json")
        try Data(Self.text.utf8).write(to: recipe)
    }

    func arguments(_ out: String) -> [String] {
        ["run", "--recipe", recipe.path, "--out", folder.file(out).path, "--json"]
    }

    func run(_ arguments: [String]) throws -> BuiltTool.Output {
        let output = try BuiltTool.run(arguments)
        try #require(output.status == 0, "\(output.error)")
        return output
    }

    /// Files whose bytes follow from recipe and model alone.
    func results(_ out: String) throws -> [String: Data] {
        let base = folder.file(out)
        let names =
            FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
        // What depends on the time, or notes it.
        let others = ["run.json", "report.html", "preference.json", "recipe.json"]
        return try names.reduce(into: [:]) { files, name in
            let file = base.appendingPathComponent(name)
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder)
            let last = file.lastPathComponent
            guard !isFolder.boolValue, !others.contains(last), !name.contains("/runs/"),
                !name.hasSuffix(".run.json"), !last.hasPrefix(".")
            else { return }
            files[name] = try Data(contentsOf: file)
        }
    }

    struct Summary: Decodable {
        struct Item: Decodable { var name: String }
        struct Trained: Decodable {
            var name: String
            var steps: Int
        }
        struct Row: Decodable {
            var model: String
            var category: String
            var mean: Double
            var low: Double
            var high: Double
        }
        struct Answers: Decodable {
            var name: String
            var evaluation: [Row]
            var differences: [Row]
            var means: [Row]
            var mean_differences: [Row]
        }
        var detect: [Item]
        var select: [Item]
        var contrast: [Item]
        var prefer: [Trained]
        var evaluate: [Answers]
    }

    @Test("every variant leaves its files, the single verbs read them, kills cost nothing")
    func variants() throws {
        let output = try run(arguments("whole"))
        for line in [
            "plan: 11 stages", "stage 1 of 11: detect needles, 8 probes of 96 tokens",
            "disk: 3 model folders",
        ] {
            #expect(output.error.contains(line), "\(output.error)")
        }
        let summary = try JSONDecoder().decode(Summary.self, from: Data(output.out.utf8))
        #expect(summary.detect.map(\.name) == ["needles", "fewer"])
        #expect(summary.select.map(\.name) == ["retrieval", "others", "mass"])
        #expect(summary.prefer.map(\.name) == ["dpo", "dpo-2", "sft"])
        #expect(summary.prefer.allSatisfy { $0.steps == summary.prefer[0].steps && $0.steps > 0 })
        let ablated = ["ablated-retrieval", "ablated-others", "ablated-mass"]
        let models = [["base"] + ablated + ["dpo", "dpo-2", "sft"], ["base"] + ablated + ["dpo"]]
        for (set, expected) in zip(summary.evaluate, models) {
            #expect(Set(set.evaluation.map(\.model)) == Set(expected))
            #expect(set.evaluation.count == 4 * expected.count)
            #expect(set.differences.count == 4 * (expected.count - 1))
            #expect(set.evaluation.allSatisfy { $0.low <= $0.mean && $0.mean <= $0.high })
            // Of recall and rag, the two categories that have lengths and are no controls.
            for row in set.means {
                let parts = set.evaluation.filter {
                    $0.model == row.model && ["recall", "rag"].contains($0.category)
                }
                #expect(abs(row.mean - parts.map(\.mean).reduce(0, +) / 2) < 1e-12)
            }
            #expect(set.means.count == expected.count)
            #expect(set.mean_differences.count == expected.count - 1)
        }
        let whole = try results("whole")
        for name in [
            "detect/needles.json", "detect/fewer.mass.json", "select/mass.json", "curve.json",
            "curve.html", "contrast/others/pairs.jsonl", "contrast/retrieval/contrast.json",
            "models/sft/model.safetensors", "evaluation/second/dpo.jsonl",
            "evaluation/first/differences.jsonl",
        ] { #expect(whole[name] != nil, "\(name)") }
        #expect(whole["mask.json"] == nil && whole["retmask/config.json"] == nil)
        try page()
        try verbs()
        try kills(whole)
    }

    /// With every variant on it.
    func page() throws {
        let page = try String(contentsOf: folder.file("whole/report.html"), encoding: .utf8)
        for part in [
            "ablated-others", "dpo-2", "sft", "fewer", "General controls", "mean over 2 categories",
            "id=\"curves\"", "id=\"answers\"", "id=\"costs\"", "id=\"recipe\"",
            "&quot;selectionSeed&quot;",
        ] where !page.contains(part) {
            // Quotes within text may stay as they are.
            #expect(page.contains(part.replacingOccurrences(of: "&quot;", with: "\"")), "\(part)")
        }
        let again = folder.file("again.html")
        _ = try run(["report", folder.file("whole").path, "--out", again.path])
        #expect(try String(contentsOf: again, encoding: .utf8) == page)
    }

    func verbs() throws {
        let whole = folder.file("whole")
        _ = try run([
            "heads", whole.appendingPathComponent("detect/fewer.json").path, "--top", "2", "--json",
        ])
        _ = try run([
            "evaluate", "--model", whole.appendingPathComponent("models/dpo").path, "--examples",
            whole.appendingPathComponent("evaluation/second/suite.jsonl").path, "--heads",
            whole.appendingPathComponent("select/others.json").path, "--out",
            folder.file("more.jsonl").path, "--json",
        ])
    }

    /// Killed as soon as each of these is there, and run to the end.
    func kills(_ whole: [String: Data]) throws {
        let places = [
            "detect/fewer.json.trials.jsonl", "select/mass.json", "curve.json.points.jsonl",
            "contrast/others/pairs.jsonl.answers.jsonl", "models/dpo-2.checkpoints/training.jsonl",
            "evaluation/first/ablated-others.jsonl", "evaluation/second/base.jsonl",
        ]
        var killed = 0
        for place in places {
            let process = try BuiltTool.start(arguments("killed"))
            let file = folder.file("killed/\(place)")
            while process.isRunning, !FileManager.default.fileExists(atPath: file.path) {
                usleep(500)
            }
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
            if process.terminationReason == .uncaughtSignal { killed += 1 }
        }
        #expect(killed > 3, "only \(killed) of \(places.count) were killed while they ran")
        // The folder remembers the recipe.
        _ = try run(["run", "--out", folder.file("killed").path, "--json"])
        let resumed = try results("killed")
        #expect(resumed.keys.sorted() == whole.keys.sorted())
        for (name, data) in whole { #expect(resumed[name] == data, "\(name)") }
    }

    @Test("a plan says what would be done, and does nothing") func plan() throws {
        let output = try run(arguments("planned") + ["--plan"])
        struct Plan: Decodable {
            struct Stage: Decodable {
                var stage: String
                var work: String
                var seconds: Double?
                var done: Bool
            }
            var stages: [Stage]
            var basis: String
        }
        let plan = try JSONDecoder().decode(Plan.self, from: Data(output.out.utf8))
        #expect(
            plan.stages.map(\.stage) == [
                "detect needles", "detect fewer", "select", "ablate-curve", "contrast retrieval",
                "contrast others", "prefer dpo", "prefer dpo-2", "prefer sft", "evaluate first",
                "evaluate second",
            ])
        #expect(plan.stages[0].work == "8 probes of 96 tokens")
        // 1 without any, and 1 of the highest and 1 random set at each of two counts.
        #expect(plan.stages[3].work == "5 sets of heads, 2 probes of 64 tokens each")
        #expect(plan.stages[4].work == "24 prompts, answers of up to 32 tokens")
        #expect(plan.stages[6].work == "up to 24 pairs, 6 steps")
        #expect(plan.stages[9].work.hasSuffix("to 7 models"))
        #expect(plan.stages.allSatisfy { !$0.done && ($0.seconds ?? 1) > 0 })
        #expect(plan.basis.contains("organism reads"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("planned").path))
        let text = try BuiltTool.run(Array(arguments("planned").dropLast()) + ["--plan"])
        #expect(text.out.contains("evaluate second") && text.out.contains("\"learningRate\""))
    }

    @Test("what cannot be done is refused before anything is") func refusals() throws {
        func refusal(_ text: String) throws -> String {
            try Data(text.utf8).write(to: recipe)
            let output = try BuiltTool.run(arguments("none"))
            #expect(output.status == 2 || output.status == 65, "\(output.error)")
            #expect(!FileManager.default.fileExists(atPath: folder.file("none/run.json").path))
            return output.error
        }
        #expect(
            try refusal(#"{"select": {"top": 49}}"#)
                .contains("select.top is 49, but organism has 48 heads"))
        let missing = try refusal(
            #"{"contrast": {"prompts": ["a.jsonl", "b.jsonl"]}, "evaluate": {"questions": "c.jsonl"}}"#
        )
        for name in ["contrast.prompts is", "b.jsonl", "evaluate.questions is", "c.jsonl"] {
            #expect(missing.contains(name), "\(missing)")
        }
        #expect(
            try refusal(#"{"evaluate": [{"name": "long", "lengths": [9000]}]}"#)
                .contains("evaluate[long] asks for 9000 tokens"))
        let words = (0..<9000).map { _ in "Mira" }.joined(separator: " ")
        let question =
            #"{"id": "q1", "category": "mine", "metric": "EM", "length": 64, "maxTokens": 4, "messages": [{"role": "user", "content": "\#(words)"}], "answers": ["x"]}"#
        try Data(question.utf8).write(to: folder.file("long.jsonl"))
        let long = try refusal(#"{"evaluate": {"questions": "long.jsonl"}}"#)
        #expect(long.contains("evaluate: question q1 has") && long.contains("positions"), "\(long)")
        // Texts of a later stage are looked at before the first one begins.
        try FileManager.default.createDirectory(
            at: folder.file("texts/part1"), withIntermediateDirectories: true)
        try Data("It rains.".utf8).write(to: folder.file("texts/part1/a.txt"))
        let nested = try refusal(
            #"{"detect": [{"name": "a"}, {"name": "b", "filler": "texts"}], "select": {"top": 1}}"#)
        #expect(nested.contains("detect[b].filler: ") && nested.contains("no .txt"), "\(nested)")
        let bare = try refusal(
            #"{"detect": [{"name": "a"}, {"name": "b", "mode": "paper", "haystack": "texts"}], "select": {"top": 1}}"#
        )
        #expect(bare.contains("detect[b].haystack: ") && bare.contains("needles.jsonl"), "\(bare)")
    }
}
