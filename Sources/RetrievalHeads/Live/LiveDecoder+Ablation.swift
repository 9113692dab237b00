import Artifacts
import DecoderModels

extension LiveDecoder: AblatedDecoder {
    func answers(_ prompts: [[Int]], maxTokens: Int, silenced: [HeadID]) throws -> [String] {
        let requests = prompts.map {
            GenerationRequest(
                prompt: $0, sampling: .greedy(maxTokens: maxTokens), silenced: silenced)
        }
        return try stopping.generate(requests).map {
            tokenizer.decode($0.tokens, skipSpecialTokens: true)
        }
    }

    func logProbabilities(of tokens: [Int], silenced: [HeadID]) throws -> [Double] {
        try ModelScorer(model: model).scores(of: [tokens], silenced: silenced)
            .flatMap(\.logProbabilities)
    }
}
