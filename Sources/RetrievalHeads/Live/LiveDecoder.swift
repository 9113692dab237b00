import Artifacts
import DecoderModels
import Tokenization

/// A loaded model as detection sees it.
struct LiveDecoder: ObservedDecoder {
    let model: DecoderModel
    let tokenizer: Tokenizer
    let generator: Generator

    init(model: DecoderModel, text: ChatTokenizer) {
        self.model = model
        tokenizer = text.tokenizer
        generator = Generator(model: model, stopIDs: text.stopIDs)
    }

    var layers: Int { model.configuration.layers }
    var heads: Int { model.configuration.heads }
    var positions: Int { model.configuration.positions }

    func decode(_ prompts: [[Int]], maxTokens: Int) throws -> [ObservedAnswer] {
        let requests = prompts.map {
            GenerationRequest(prompt: $0, sampling: .greedy(maxTokens: maxTokens), silenced: [])
        }
        return try generator.generate(requests, observe: true).map { sequence in
            ObservedAnswer(
                tokens: sequence.tokens,
                text: tokenizer.decode(sequence.tokens, skipSpecialTokens: true),
                attended: sequence.attended)
        }
    }
}
