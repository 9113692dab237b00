import Foundation
import TestSupport
import Testing

/// Every option that is a number states its range in the help and refuses what is outside, before anything
/// is opened: none of these commands would come to an end if it began its job.
@Suite struct NumericOptionTests {
    struct Found: CustomTestStringConvertible, Sendable {
        let verb: [String]
        let option: String
        let help: String
        var testDescription: String { (verb + [option]).joined(separator: " ") }
    }

    static let verbs = [
        ["run"], ["detect"], ["heads", "rank"], ["heads", "compare"], ["mask"], ["ablate-curve"],
        ["contrast", "sample"], ["contrast", "join"], ["prefer"], ["evaluate", "ask"],
        ["evaluate", "recall-files"], ["chat"],
        ["score"], ["tokenize"], ["organism", "grow"], ["organism", "text"],
    ]

    /// Options with a value, each with its help in one line.
    static func options(_ verb: [String]) throws -> [Found] {
        var found: [(name: String, help: String)] = []
        for line in try BuiltTool.run(verb + ["--help"]).out.split(separator: "\n") {
            if line.hasPrefix("  --") {
                let name = line.dropFirst(2).prefix { $0 != " " }
                let rest = line.dropFirst(2 + name.count)
                let hasValue = rest.hasPrefix(" <") || rest.hasPrefix(" [<")
                found.append((hasValue ? String(name) : "", String(rest)))
            } else if line.hasPrefix("      "), !found.isEmpty {
                found[found.count - 1].help += " " + line.trimmingCharacters(in: .whitespaces)
            }
        }
        return found.filter { !$0.name.isEmpty }
            .map { Found(verb: verb, option: $0.name, help: $0.help) }
    }

    /// `1 to 1024`, `above 0, at most 1`, `0 or more, below 0.5`; nil for what is no number.
    static func range(_ help: String) -> Substring? {
        let number = #"[-\d.e+]+"#
        let pattern =
            "\(number) to \(number)|above \(number), at most \(number)|\(number) or more, below \(number)"
        return help.range(of: "(\\(|each |, )(\(pattern))", options: .regularExpression).map {
            help[$0].drop { "(,".contains($0) || $0 == " " }
        }
    }

    @Test("numbers out of range are refused by name, with the range", arguments: verbs)
    func extremes(verb: [String]) throws {
        let required =
            [
                "contrast sample": ["--prompts", "x", "--out", "x"],
                "contrast join": ["x", "x", "--out", "x"],
                "heads rank": ["x"], "heads compare": ["x", "x"], "organism grow": ["--out", "x"],
                "organism text": [], "run": [],
                "prefer": ["--model", "x", "--pairs", "x", "--out", "x"],
                "ablate-curve": ["--model", "x", "--heads", "x", "--out", "x"],
                "mask": ["--model", "x", "--heads", "x", "--out", "x"],
                "detect": ["--model", "x", "--out", "x"],
                "evaluate ask": ["--model", "x", "--out", "x"],
                "evaluate recall-files": ["--model", "x", "--out", "x"],
            ][verb.joined(separator: " ")] ?? ["--model", "x"]
        let numeric = try Self.options(verb).filter { Self.range($0.help) != nil }
        for found in numeric {
            let range = try #require(Self.range(found.help))
            // `--gate` takes words as well, `--needles`, `--examples` and `--prompts` take files.
            let isNumber = !["--gate", "--needles", "--examples", "--prompts"].contains(
                found.option)
            // `--preview=` is `--preview`, which needs no value.
            let empty = found.option == "--preview" ? [] : [""]
            for value in ["-9223372036854775809", "1e400"] + (isNumber ? ["nan", "٣"] + empty : [])
            {
                let output = try BuiltTool.run(verb + required + ["\(found.option)=\(value)"])
                #expect(output.status == 2, "\(found.testDescription) \(value): \(output.error)")
                #expect(output.error.hasPrefix("retmask: ") && output.out.isEmpty)
                #expect(output.error.split(separator: "\n").count == 1)
                #expect(output.error.contains(found.option), "\(output.error)")
            }
            let output = try BuiltTool.run(
                verb + required + ["\(found.option)=-9223372036854775809"])
            let isWord = ["--gate", "--rows"].contains(found.option)
            let last = range.split(separator: " ").last ?? ""
            #expect(
                isWord || output.error.contains(last), "\(found.testDescription): \(output.error)")
        }
    }

    /// Those that crashed, ran for ever or took all memory once: each is still there and has a range.
    @Test(
        "options that decide how much is computed or allocated have a range",
        arguments: [
            (["heads", "rank"], ["--rows", "--sets", "--top"]),
            (["detect"], ["--max-tokens", "--lengths", "--depths", "--needles", "--threads"]),
            (
                ["contrast", "sample"],
                [
                    "--prompts", "--batch", "--samples", "--window", "--timeout", "--attempts",
                    "--concurrency",
                ]
            ),
            (["prefer"], ["--epochs", "--batch", "--accumulation", "--preview", "--lora-rank"]),
            (["organism", "grow"], ["--steps", "--heads", "--layers", "--workers", "--width"]),
            (["evaluate", "ask"], ["--examples", "--lengths", "--batch"]),
            (["evaluate", "recall-files"], ["--lengths", "--rows"]),
            (["organism", "text"], ["--tokens"]),
            (["chat"], ["--temperature", "--top-p", "--max-tokens", "--threads"]),
            (["ablate-curve"], ["--counts", "--random-sets", "--lengths", "--depths"]),
        ])
    func ranges(verb: [String], names: [String]) throws {
        let options = try Self.options(verb)
        for name in names {
            let found = try #require(options.first { $0.option == name }, "\(verb) \(name)")
            #expect(Self.range(found.help) != nil, "\(name): \(found.help)")
        }
    }

    @Test("an organism that no machine holds is refused before it is begun")
    func memory() throws {
        let folder = try TemporaryFolder()
        let output = try BuiltTool.run([
            "organism", "grow", "--out", folder.file("out").path, "--width", "8192", "--layers",
            "128",
            "--heads", "128", "--head-dim", "256", "--mlp-width", "8192", "--workers", "256",
        ])
        #expect(output.status == 2 && output.error.contains("GiB, and this machine has"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("out").path))
    }
}
