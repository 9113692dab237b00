import TestSupport
import Testing

@Suite struct HelpTests {
    /// The names in `retmask --help`, two spaces from the left with their words beside them.
    private func verbs() throws -> [String] {
        let help = try BuiltTool.run(["--help"])
        #expect(help.status == 0 && help.error.isEmpty)
        return help.out.matches(of: /\n  ([a-z][a-z-]*) +[A-Z]/).map { String($0.1) }
    }

    @Test func everyVerbTeaches() throws {
        let verbs = try verbs()
        // One of each group, and one whose name has two words.
        for verb in ["run", "ablate-curve", "inspect", "doctor"] { #expect(verbs.contains(verb)) }
        for verb in verbs {
            let help = try BuiltTool.run([verb, "--help"])
            #expect(help.status == 0, "\(verb)")
            #expect(
                help.out.contains("OVERVIEW:") && help.out.contains("USAGE: retmask \(verb)"),
                "\(verb)")
        }
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
