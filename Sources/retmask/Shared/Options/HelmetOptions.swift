import ArgumentParser
import Foundation
import HelmetSuite
import Storage

/// Where HELMET's data and wording are, and how its questions are asked.
struct HelmetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Of the suite helmet: the folder in which HELMET's program would run, or its data folder. Scripts/helmet-files.py makes one.",
            valueName: "dir"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "A checkout of github princeton-nlp/HELMET, whose data.py has the wording of prompts.",
            valueName: "dir"))
    var helmet: String?

    @Option(
        help: ArgumentHelp(
            "Configuration files of HELMET, with commas; those in configs of the data folder or the checkout when left out.",
            valueName: "files"))
    var helmetConfigs: String?

    @Option(
        help: ArgumentHelp(
            "Write answers and scores into a folder as HELMET's program does, for its scripts.",
            valueName: "dir"))
    var helmetResults: String?

    @Option(
        help: ArgumentHelp(
            "Whether HELMET's prompts go through the chat template, true or false; as its configurations say when left out.",
            valueName: "flag"))
    var chatTemplate: String?

    @Flag(
        help:
            "End HELMET's answers at a line break. Its configurations ask for it by a name that its program does not read."
    )
    var stopNewline = false

    /// - Throws: `UsageError` for options without the suite, and for a suite without them.
    func check(isHelmet: Bool) throws {
        if isHelmet {
            guard data != nil, helmet != nil else {
                throw UsageError(
                    "--suite helmet needs --data, the folder of its files, and --helmet, a checkout of HELMET."
                )
            }
            if let chatTemplate, !["true", "false"].contains(chatTemplate) {
                throw UsageError("--chat-template is \(chatTemplate); give true or false.")
            }
            return
        }
        for (name, isGiven) in [
            ("--data", data != nil), ("--helmet", helmet != nil),
            ("--helmet-configs", helmetConfigs != nil), ("--helmet-results", helmetResults != nil),
            ("--chat-template", chatTemplate != nil), ("--stop-newline", stopNewline),
        ] where isGiven {
            throw UsageError("\(name) is for --suite helmet.")
        }
    }

    /// The suite with these options.
    func suite(_ chosen: SuiteOptions, examples: FileOrCount?) -> HelmetSuite {
        var suite = HelmetSuite(
            data: URL(fileURLWithPath: data ?? ""), checkout: URL(fileURLWithPath: helmet ?? ""))
        suite.lengths = chosen.lengths?.values
        suite.names = chosen.names
        suite.configurations = helmetConfigs?.split(separator: ",").map {
            URL(fileURLWithPath: $0.trimming())
        }
        suite.usesChat = chatTemplate.map { $0 == "true" }
        if case .count(let count)? = examples { suite.mostSamples = count }
        suite.stopsAtNewline = stopNewline
        return suite
    }
}
