public import Haystacks
import Storage

extension HeadDetector {
    /// The published procedure, for numbers to compare with the paper's; slow to learn from.
    ///
    /// - Parameters:
    ///   - lengths: as `PaperGrid.lengths(from:to:)` makes them.
    ///   - usesChatTemplate: the published code does so for folders of certain names
    ///     (`PaperPrompts.chatModels`).
    /// - Throws: `UsageError` when the model's tokenizer cannot say what the procedure asks.
    public init(
        model: DetectionModel, paper haystacks: PaperHaystacks, lengths: [Int],
        depths: [Double] = PaperGrid.depths, usesChatTemplate: Bool, batchTokens: Int? = nil
    ) throws {
        guard let encoder = model.encoder as? any PaperEncoder else {
            throw UsageError("\(model.name) cannot be probed in paper mode: it has no tokenizer.")
        }
        var options = DetectionOptions(mode: .paper)
        // Two gibibytes of keys and values, beside those of one prompt in the PrefixCache.
        let most = (2 << 30) / max(model.languageModel.cacheBytes, 1)
        options.batchTokens = batchTokens ?? min(65_536, most)
        try self.init(
            model: model,
            grid: HaystackGrid(lengths: lengths, depths: depths, needles: haystacks.needles),
            prompts: PaperProbePrompts(
                prompts: PaperPrompts(
                    encoder: encoder, haystacks: haystacks, longest: lengths.max() ?? 0,
                    usesChatTemplate: usesChatTemplate),
                identity: haystacks.fingerprint + (usesChatTemplate ? " chat" : " plain")),
            scoring: PaperProbeScoring(encoder: encoder, windows: model.languageModel.windows),
            options: options)
    }
}
