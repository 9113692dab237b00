import ArgumentParser
import Artifacts
import DecoderModels
import Foundation
import Numbers
import RunReports
import Storage
import Tokenization

struct Chat: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Talk to a model in the terminal; silence heads as you go.",
        discussion: """
            Commands within the chat:
              /mask 2-3,4-0      silence heads (a list, or a mask or score file)
              /mask heads.json 8 the eight highest of a score file
              /unmask            all heads again
              /heads             which heads are silenced
              /book FILE         put a text file before the next question
              /reset             forget the conversation
              /quit

            Heads are silenced from the start with --heads; --gate says what is done instead to \
            heads, those of /mask too.

              retmask chat --model DIR --heads heads.json --top 8
              retmask chat --model DIR --gate 0.5
            """)

    @OptionGroup var source: ModelOptions

    @OptionGroup var sampling: SamplingOptions<Self>
    @OptionGroup var heads: HeadOptions

    func run() throws {
        let ablation = try heads.ablation(isOpen: true)
        let live = try source.open()
        try live.check(ablation.heads)
        var talk = Conversation(
            live: live, sampling: sampling.parameters, ablation: ablation,
            means: try live.means(for: ablation, over: heads.source))
        let isTerminal = isatty(FileHandle.standardInput.fileDescriptor) == 1
        if isTerminal {
            Output.note("\(live.name): ask something; /quit ends, /mask silences heads")
        }
        while true {
            if isTerminal { Output.prompt("> ") }
            guard let line = readLine() else { break }
            let text = line.trimmingCharacters(in: .whitespaces)
            if text.isEmpty { continue }
            if text == "/quit" || text == "/exit" { break }
            do {
                if text.hasPrefix("/") {
                    try Output.note(talk.command(text))
                } else {
                    try talk.ask(text)
                }
            } catch let problem as any ToolError {
                // A slip of the keyboard must not end the conversation.
                Output.note(problem.description)
            }
        }
    }
}

extension Chat: SamplingDefaults {
    static let sampling = SamplingParameters(maxTokens: 256)
}
