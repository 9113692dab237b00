import Artifacts
import DecoderModels

extension LiveLanguageModel: AblatedLanguageModel {
    func answers(_ prompts: [[Int]], maxTokens: Int, ablation: HeadAblation) throws -> [String] {
        let requests = prompts.map {
            GenerationRequest(
                prompt: $0, sampling: .greedy(maxTokens: maxTokens), ablation: ablation)
        }
        return try stopping.generate(batch: requests, means: means).map {
            tokenizer.decode($0.tokens, skipSpecialTokens: true)
        }
    }

    func logProbabilities(of tokens: [Int], ablation: HeadAblation) throws -> [Double] {
        try ModelScorer(model: model).scores(of: [tokens], ablation: ablation, means: means)
            .flatMap(\.logProbabilities)
    }

    func calibrate(_ tokens: [Int]) throws { means = try model.means(over: tokens) }
}
