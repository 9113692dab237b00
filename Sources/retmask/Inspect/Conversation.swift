import Artifacts
import DecoderModels
import Foundation
import RetrievalHeads
import Tokenization

/// A conversation in the terminal: what was said, and which heads are silenced.
struct Conversation {
    let live: LiveModel
    var sampling: SamplingParameters
    private(set) var messages: [ChatMessage] = []
    private(set) var silenced: [HeadID] = []
    /// Text put before the next question.
    private var book: String?

    init(live: LiveModel, sampling: SamplingParameters) {
        self.live = live
        self.sampling = sampling
    }

    /// Streams the answer to standard output.
    mutating func ask(_ question: String) throws {
        messages.append(.user(book.map { "\($0)\n\(question)" } ?? question))
        book = nil
        let prompt = try live.text.ids(messages, generationPrompt: true)
        let generator = Generator(model: live.model, stopIDs: live.text.stopIDs)
        var decoder = live.text.tokenizer.streamDecoder()
        var answer = ""
        func show(_ piece: String) {
            answer += piece
            Output.stream(piece)
        }
        let request = GenerationRequest(prompt: prompt, sampling: sampling, silenced: silenced)
        do {
            _ = try generator.generate(batch: [request]) { _, token in
                show(decoder.feed(token))
                return true
            }
        } catch {
            messages.removeLast()
            throw error
        }
        show(decoder.finish())
        Output.stream("\n")
        messages.append(.assistant(answer))
        sampling.seed &+= 1
    }

    mutating func silence(_ text: String, top: Int? = nil) throws {
        let heads = try HeadOptions.mask(text, choice: top.map(HeadSelection.top)).heads
        try live.check(heads)
        silenced = heads
    }

    /// Carries out a command and says what it did.
    mutating func command(_ text: String) throws -> String {
        let words = text.split(separator: " ").map(String.init)
        switch words[0] {
        case "/mask":
            let usage = "/mask 2-3,4-0 or, of a score file, the best: /mask heads.json 8"
            guard words.count == 2 || words.count == 3 else {
                throw UsageError("/mask takes heads without blanks between them: \(usage)")
            }
            let top = words.count == 3 ? Limits.heads.number(words[2]) : nil
            guard words.count == 2 || top != nil else {
                throw UsageError("/mask has \"\(words[2])\" for a number of heads: \(usage)")
            }
            try silence(words[1], top: top)
            return "silenced: \(names)"
        case "/unmask":
            silenced = []
            return "all heads speak"
        case "/heads": return silenced.isEmpty ? "all heads speak" : "silenced: \(names)"
        case "/book":
            guard words.count > 1 else { throw UsageError("/book needs a text file") }
            let data = try AtomicFile.read(URL(fileURLWithPath: words[1]))
            guard let content = String(data: data, encoding: .utf8) else {
                throw DataError("\(words[1]) is not UTF-8 text.")
            }
            book = content
            return "the next question comes after \(content.count) characters of \(words[1])"
        case "/reset":
            messages = []
            return "the conversation begins again"
        default:
            throw UsageError(
                "\(words[0]) is no command; there are /mask /unmask /heads /book /reset /quit")
        }
    }

    var names: String { silenced.map(\.description).joined(separator: " ") }
}
