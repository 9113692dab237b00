import ArgumentParser
import Foundation
import Pipeline

/// The command. Its verbs are the stages of the pipeline in order, then the tools around them.
@main
struct RetMask: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retmask",
        abstract: "Find a model's retrieval heads, and turn them into a better model.",
        discussion: """
            A few attention heads, the retrieval heads, copy information from the context. RetMask \
            (arXiv 2601.11020) detects them, silences them, samples answers with and without them, \
            and trains the model to prefer its own answers over the silenced ones.

              retmask run --out RUN                      the whole loop on the embedded organism

              retmask detect --model DIR --out heads.json
              retmask heads heads.json --top 8 --out mask.json
              retmask mask --model DIR --heads mask.json --out DIR-masked
              retmask contrast --model DIR --heads mask.json --prompts chats.jsonl --out pairs.jsonl
              retmask prefer --model DIR --pairs pairs.jsonl --out DIR-retmask
              retmask evaluate --model DIR --lengths 128,256 --out results.jsonl
              retmask report RUN

            DIR is a Hugging Face model folder (Llama, Qwen2, Qwen3, Olmo3, Mistral), "organism" for \
            the small model that comes with the tool, or the name of a folder in models/, such as \
            smollm2 (make smollm2). GGUF files become folders by retmask import. Every verb resumes after a \
            kill when it is run again with the same arguments. Exit codes: 0 done, 2 the request \
            cannot be carried out, 65 a file's content is not what it should be, 69 not \
            everything was answered: a server did not, or a prompt does not fit into the model.
            """,
        version: toolVersion,
        groupedSubcommands: [
            CommandGroup(
                name: "Pipeline",
                subcommands: [
                    Run.self, Detect.self, Heads.self, Mask.self, AblateCurve.self, Contrast.self,
                    Prefer.self,
                    Evaluate.self, Report.self,
                ]),
            CommandGroup(
                name: "Look", subcommands: [Inspect.self, Chat.self, Score.self, Tokenize.self]),
            CommandGroup(
                name: "Set up", subcommands: [Import.self, Doctor.self, OrganismCommand.self]),
        ])

    /// Verbs that go on where they were stopped.
    private static let resuming: [any ParsableCommand.Type] = [
        Run.self, Detect.self, AblateCurve.self, SamplePairs.self, Prefer.self, AskQuestions.self,
        OrganismCommand.Grow.self, Import.self,
    ]

    static func main() {
        StandardStreams.open()
        // A closed pipe (`retmask … | head`) ends the program quietly, as other tools end.
        signal(SIGPIPE, SIG_DFL)
        do {
            try ArgumentText.check()
            var command = try parseAsRoot()
            SignalNote.onLostFile()
            if resuming.contains(where: { $0 == type(of: command) }) {
                let restarts = (command as? any Restartable)?.restart ?? false
                SignalNote.onInterruption(restarts: restarts)
            }
            try command.run()
            Output.flush()
        } catch {
            Failure(error).exit()
        }
    }
}
