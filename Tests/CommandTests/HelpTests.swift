import TestSupport
import Testing

@Suite struct HelpTests {
    static let verbs = [
        "run", "detect", "heads", "mask", "contrast", "prefer", "evaluate", "report", "inspect",
        "chat", "score", "tokenize", "doctor", "organism",
    ]

    @Test func helpListsEveryVerb() throws {
        let help = try BuiltTool.run(["--help"])
        #expect(help.status == 0)
        for verb in Self.verbs { #expect(help.out.contains("\n  \(verb)"), "\(verb)") }
        #expect(help.error.isEmpty)
    }

    @Test(arguments: verbs) func everyVerbTeaches(_ verb: String) throws {
        let help = try BuiltTool.run([verb, "--help"])
        #expect(help.status == 0)
        #expect(help.out.contains("OVERVIEW:") && help.out.contains("USAGE: retmask \(verb)"))
    }

    @Test(arguments: ["sample", "join"]) func bothWaysToPairsTeach(_ verb: String) throws {
        let help = try BuiltTool.run(["contrast", verb, "--help"])
        #expect(help.status == 0)
        #expect(help.out.contains("USAGE: retmask contrast \(verb)"))
        #expect(help.out.contains("retmask contrast") && help.out.contains("--max-repetition"))
    }

    @Test func versionIsOneLine() throws {
        let version = try BuiltTool.run(["--version"])
        #expect(version.status == 0 && version.out.split(separator: "\n").count == 1)
    }

    @Test func unknownVerbsAndOptionsExitWithTwo() throws {
        for arguments in [
            ["detekt"], ["detect", "--modle", "x"], ["heads"], ["score", "--tokens"],
        ] {
            let output = try BuiltTool.run(arguments)
            #expect(output.status == 2, "\(arguments)")
            #expect(output.out.isEmpty && !output.error.isEmpty)
        }
    }
}
