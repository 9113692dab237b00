import Artifacts
import DecoderModels
import Storage
import Tokenization
import Torch

/// A loaded model as detection and ablation curves see it.
final class LiveLanguageModel: ProbedLanguageModel, Scorer {
    let model: DecoderModel
    let tokenizer: Tokenizer
    /// Ends answers with the turn; the other one never does.
    private let stopping: Generator
    private let endless: Generator
    private(set) var prefixes = PrefixCache()
    /// What heads are replaced by where an ablation says `mean`.
    private var means: Tensor?

    init(model: DecoderModel, text: ChatTokenizer) {
        self.model = model
        tokenizer = text.tokenizer
        stopping = Generator(model: model, stopIDs: text.stopIDs)
        endless = Generator(model: model, stopIDs: [])
    }

    var layers: Int { model.configuration.layers }
    var heads: Int { model.configuration.heads }
    var contextLength: Int { model.configuration.contextLength }
    var windows: [Int?] {
        model.configuration.isSliding.map { $0 ? model.configuration.slidingWindow : nil }
    }
    var cacheBytes: Int {
        MemoryEstimate.cacheBytes(model.configuration, dtype: model.dtype)
    }

    func memory(rows: Int, tokens: Int, copies: Int) -> MemoryEstimate? {
        MemoryEstimate(
            model.configuration, dtype: model.dtype, rows: rows, tokens: tokens, copies: copies,
            device: model.device, program: (try? Engine.memory()) ?? 0)
    }

    func generate(_ prompts: [[Int]], _ plan: GenerationPlan) throws -> [ObservedAnswer] {
        let generator = plan.stops ? stopping : endless
        var requests = Self.requests(prompts, plan.maxTokens, plan.ablation)
        for (index, draft) in zip(requests.indices, plan.drafts) { requests[index].draft = draft }
        return try generator.generate(
            batch: requests, observe: plan.observes, prefixes: plan.observes ? prefixes : nil,
            queries: plan.queries, means: means
        ).map { sequence in
            ObservedAnswer(
                tokens: sequence.tokens,
                text: tokenizer.decode(sequence.tokens, skipSpecialTokens: true),
                attended: sequence.attended, attention: sequence.attention)
        }
    }

    func attention(for request: AttentionQuery) throws -> AttentionSummary {
        try endless.attention(for: request, prefixes: prefixes)
    }

    func beginGroup() { prefixes = PrefixCache() }

    func replay(_ prompts: [[Int]], maxTokens: Int) throws {
        try endless.skip(Self.requests(prompts, maxTokens), prefixes: prefixes)
    }

    func tokensToRead(_ batches: [[[Int]]]) -> [Double] { PrefixCache.tokensToRead(batches) }

    func tellWork(to handler: WorkHandler?) { model.tellWork(to: handler) }

    func calibrate(_ tokens: [Int]) throws { means = try model.means(over: tokens) }

    func logProbabilities(of sequences: [[Int]], ablation: HeadAblation) throws -> [[Double]] {
        try ModelScorer(model: model, means: means)
            .logProbabilities(of: sequences, ablation: ablation)
    }

    private static func requests(
        _ prompts: [[Int]], _ maxTokens: Int, _ ablation: HeadAblation = .none
    ) -> [GenerationRequest] {
        prompts.map {
            GenerationRequest(
                prompt: $0, sampling: .greedy(maxTokens: maxTokens), ablation: ablation)
        }
    }
}
