import Artifacts
import DecoderModels
import Tokenization

/// A loaded model as detection sees it.
final class LiveDecoder: ObservedDecoder {
    let model: DecoderModel
    let tokenizer: Tokenizer
    /// Ends answers with the turn; the other one never does.
    let stopping: Generator
    private let endless: Generator
    private(set) var prefixes = PrefixStore()

    init(model: DecoderModel, text: ChatTokenizer) {
        self.model = model
        tokenizer = text.tokenizer
        stopping = Generator(model: model, stopIDs: text.stopIDs)
        endless = Generator(model: model, stopIDs: [])
    }

    var layers: Int { model.configuration.layers }
    var heads: Int { model.configuration.heads }
    var positions: Int { model.configuration.positions }
    var windows: [Int?] {
        model.configuration.isSliding.map { $0 ? model.configuration.slidingWindow : nil }
    }
    var cacheBytes: Int {
        let shape = model.configuration
        return 2 * shape.layers * shape.keyValueHeads * shape.headDim * model.dtype.size
    }

    func decode(_ prompts: [[Int]], maxTokens: Int, stops: Bool) throws -> [ObservedAnswer] {
        let generator = stops ? stopping : endless
        return try generator.generate(
            Self.requests(prompts, maxTokens), observe: true, prefixes: prefixes
        ).map { sequence in
            ObservedAnswer(
                tokens: sequence.tokens,
                text: tokenizer.decode(sequence.tokens, skipSpecialTokens: true),
                attended: sequence.attended)
        }
    }

    func begin() { prefixes = PrefixStore() }

    func skip(_ prompts: [[Int]], maxTokens: Int) throws {
        try endless.skip(Self.requests(prompts, maxTokens), prefixes: prefixes)
    }

    private static func requests(_ prompts: [[Int]], _ maxTokens: Int) -> [GenerationRequest] {
        prompts.map {
            GenerationRequest(prompt: $0, sampling: .greedy(maxTokens: maxTokens), silenced: [])
        }
    }
}
