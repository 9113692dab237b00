import Artifacts
import DecoderModels
import Foundation
import HeadAnalysis
import Numbers
import Pipeline
import RetrievalHeads
import Storage
import Tokenization

/// A conversation in the terminal: what was said, and which heads are ablated.
struct Conversation {
    let live: LoadedModel
    var sampling: SamplingParameters
    private(set) var messages: [ChatMessage] = []
    private(set) var ablation: HeadAblation
    /// For the gate `mean`.
    private let means: HeadMeans?
    /// Text put before the next question.
    private var book: String?

    init(
        live: LoadedModel, sampling: SamplingParameters, ablation: HeadAblation, means: HeadMeans?
    ) {
        self.live = live
        self.sampling = sampling
        self.ablation = ablation
        self.means = means
    }

    /// Streams the answer to standard output.
    mutating func ask(_ question: String) throws {
        messages.append(.user(book.map { "\($0)\n\(question)" } ?? question))
        book = nil
        let prompt = try live.chat.ids(messages, generationPrompt: true)
        let generator = Generator(model: live.decoder, stopIDs: live.chat.stopIDs)
        var decoder = live.chat.tokenizer.streamDecoder()
        var answer = ""
        func show(_ piece: String) {
            answer += piece
            Output.stream(piece)
        }
        let request = GenerationRequest(prompt: prompt, sampling: sampling, ablation: ablation)
        do {
            _ = try generator.generate(batch: [request], means: means?.outputs) { _, token in
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

    private mutating func ablate(_ text: String, top: Int?) throws {
        let heads = try HeadOptions.mask(text, choice: top.map(HeadSelection.top)).heads
        try live.check(heads)
        ablation.heads = heads
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
            try ablate(words[1], top: top)
            return state
        case "/unmask":
            ablation.heads = []
            return state
        case "/heads": return state
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

    /// The heads that do not speak as they would, and what is done to them.
    private var state: String {
        guard !ablation.heads.isEmpty else { return "all heads speak" }
        let done = ablation.gate == .zero ? "silenced" : ablation.gate.words
        return "\(done): \(ablation.heads.map(\.description).joined(separator: " "))"
    }
}
