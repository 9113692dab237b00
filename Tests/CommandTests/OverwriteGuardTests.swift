import Foundation
import TestSupport
import Testing

/// No verb writes over what it reads: every input of every verb under the name of every output.
@Suite struct OverwriteGuardTests {
    /// A verb with what it reads and what it writes when `--out` is `out`.
    struct Verb: CustomTestStringConvertible {
        let name: String
        /// `OUT` and the names of inputs stand for paths.
        let words: String
        /// By the name in `words`.
        let inputs: [String: String]
        /// Beside `out` or below it.
        let outputs: [String]

        var testDescription: String { name }
    }

    static let scores = #"{"0-0": [0.25], "0-1": [0.5], "1-0": [0], "1-1": [0]}"#
    static let mask = #"{"version": 1, "heads": ["0-1"], "selection": "top 1"}"#
    static let model = Fixture.url("preference/model").path

    static let verbs = [
        Verb(
            name: "detect",
            words:
                "detect --model MODEL --needles NEEDLES --filler FILLER.txt --detectors copy,mass",
            inputs: ["NEEDLES": "", "FILLER.txt": ""],
            outputs: ["out.json", "out.json.trials.jsonl", "out.mass.json"]),
        Verb(
            name: "heads", words: "heads SCORES --top 1", inputs: ["SCORES": scores],
            outputs: ["out.json"]),
        Verb(
            name: "heads --sets", words: "heads SCORES --top 1 --random others --sets 2",
            inputs: ["SCORES": scores], outputs: ["out-42.json", "out-43.json"]),
        Verb(
            name: "ablate-curve",
            words:
                "ablate-curve --model MODEL --heads SCORES --needles NEEDLES --filler FILLER --restart",
            inputs: ["SCORES": scores, "NEEDLES": "", "FILLER": ""],
            outputs: ["out.json", "out.html", "out.json.points.jsonl", "out.json.run.json"]),
        Verb(
            name: "contrast",
            words: "contrast --model MODEL --heads MASK --prompts PROMPTS --restart",
            inputs: ["MASK": mask, "PROMPTS": ""],
            outputs: [
                "out.json", "out.json.answers.jsonl", "out.json.samples.jsonl",
                "out.json.failed.jsonl", "out.json.captured.jsonl", "out.json.run.json",
            ]),
        Verb(
            name: "contrast join", words: "contrast join CHOSEN REJECTED --restart",
            inputs: ["CHOSEN": "", "REJECTED": ""], outputs: ["out.json", "out.json.run.json"]),
        Verb(
            name: "evaluate",
            words: "evaluate --model MODEL --examples EXAMPLES --heads MASK --restart",
            inputs: ["EXAMPLES": "", "MASK": mask],
            outputs: ["out.json", "out.json.answers.jsonl", "out.json.answers.jsonl.run.json"]),
        Verb(
            name: "prefer",
            words:
                "prefer --model MODEL --pairs PAIRS --eval-pairs OTHERS --train-heads MASK --restart",
            inputs: ["PAIRS": "", "OTHERS": "", "MASK": mask],
            outputs: [
                "out.json/deep/x", "out.json.checkpoints/x", "out.json.run.json", "out.json",
            ]),
        Verb(
            name: "mask", words: "mask --model MODEL --heads MASK --overwrite",
            inputs: ["MASK": mask], outputs: ["out.json/x", "out.json"]),
    ]

    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// Runs a verb of which one input lies at `place`, and looks whether it is kept.
    func refuses(_ verb: Verb, _ input: String, at place: URL, out: URL) throws {
        let content = Data((verb.inputs[input] ?? "").utf8)
        let words = verb.words.split(separator: " ").map { word -> String in
            if word == "MODEL" { return Self.model }
            if word == input { return place.path }
            guard let other = verb.inputs[String(word)] else { return String(word) }
            let url = folder.file(String(word))
            try? Data(other.utf8).write(to: url)
            return url.path
        }
        let output = try BuiltTool.run(words + ["--out", out.path])
        #expect(output.status == 2, "\(verb.name) \(input) at \(place.path): \(output.error)")
        #expect(
            output.error.contains("would be written over \(place.path), which is read for it"),
            "\(verb.name): \(output.error)")
        #expect(try Data(contentsOf: place) == content)
    }

    @Test(arguments: OverwriteGuardTests.verbs) func everyInputAtEveryOutput(_ verb: Verb) throws {
        for input in verb.inputs.keys {
            for (index, output) in verb.outputs.enumerated() {
                let here = folder.file("\(input) \(index)")
                let place = here.appendingPathComponent(output)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data((verb.inputs[input] ?? "").utf8).write(to: place)
                try refuses(
                    verb, input, at: place, out: here.appendingPathComponent("out.json"))
            }
        }
    }

    /// The output's name is a link, or a second name, of the input.
    @Test(arguments: OverwriteGuardTests.verbs.filter { $0.name != "mask" && $0.name != "prefer" })
    func everyKindOfName(_ verb: Verb) throws {
        let manager = FileManager.default
        for input in verb.inputs.keys.sorted().prefix(1) {
            let place = folder.file("given")
            try Data((verb.inputs[input] ?? "").utf8).write(to: place)
            for (kind, output) in zip(["soft", "hard"], verb.outputs + verb.outputs) {
                let here = folder.file(kind)
                try manager.createDirectory(at: here, withIntermediateDirectories: true)
                let name = here.appendingPathComponent(output)
                if kind == "soft" {
                    try manager.createSymbolicLink(at: name, withDestinationURL: place)
                } else {
                    try manager.linkItem(at: place, to: name)
                }
                try refuses(
                    verb, input, at: place, out: here.appendingPathComponent("out.json"))
            }
        }
    }

    @Test("files of the model are not written over", arguments: ["config.json", "tokenizer.json"])
    func model(name: String) throws {
        let model = folder.file("model")
        try FileManager.default.copyItem(at: Fixture.url("preference/model"), to: model)
        try Data(Self.scores.utf8).write(to: folder.file("scores.json"))
        let file = model.appendingPathComponent(name)
        let before = try Data(contentsOf: file)
        for words in [
            ["detect"], ["evaluate", "--restart"],
            ["ablate-curve", "--heads", folder.file("scores.json").path, "--restart"],
            ["contrast", "--heads", "0-1", "--prompts", folder.file("p").path, "--restart"],
        ] {
            let output = try BuiltTool.run(
                words + ["--model", model.path, "--out", file.path])
            #expect(output.status == 2 && output.error.contains("would be written over"))
            #expect(try Data(contentsOf: file) == before)
        }
        // The folder itself, and one above it.
        for (words, out) in [
            (["prefer", "--pairs", folder.file("p").path, "--restart"], model),
            (["mask", "--heads", "0-1", "--overwrite"], model),
            (["mask", "--heads", "0-1", "--overwrite"], folder.url),
        ] {
            let output = try BuiltTool.run(words + ["--model", model.path, "--out", out.path])
            #expect(output.status == 2 && output.error.contains("would be written over"))
            #expect(try Data(contentsOf: file) == before)
        }
    }
}
