import Artifacts
import Numbers

/// One sample of one prompt: what is asked of both models.
struct ContrastItem {
    let prompt: ContrastPrompt
    /// From 0 among the samples of the prompt.
    let sample: Int
    /// SHA-256 of the prompt's text, and of what the chat template is given beside it. With the settings in the record of the run it decides the
    /// answers, so answers are found again by it wherever the prompt stands in the file.
    let hash: String
    let chosenSeed: UInt64
    let rejectedSeed: UInt64

    /// Seeds follow from the text and the sample, not from the row: they stay when rows are added.
    init(_ prompt: ContrastPrompt, hash: String, sample: Int, _ options: ContrastOptions) {
        self.prompt = prompt
        self.sample = sample
        self.hash = hash
        let number = UInt64(hash.prefix(16), radix: 16) ?? 0
        var ofPrompt = SeededGenerator.derive(options.sampling.seed, number)
        var ofSample = SeededGenerator.derive(ofPrompt.next(), UInt64(sample))
        chosenSeed = ofSample.next()
        rejectedSeed = options.sharesNoise ? chosenSeed : ofSample.next()
    }

    /// All samples of the prompts that are asked, in the order of the file.
    static func all(_ prompts: [ContrastPrompt], _ options: ContrastOptions) -> [ContrastItem] {
        prompts.filter { $0.dropped == nil }.flatMap { prompt in
            let hash = prompt.hash
            return (0..<options.samples).map {
                ContrastItem(prompt, hash: hash, sample: $0, options)
            }
        }
    }

    /// The training pair of a sample of this item.
    func pair(_ sample: ContrastSample) -> PreferencePair {
        PreferencePair(
            conversationID: prompt.conversationID,
            chosen: [prompt.message, .assistant(sample.chosen.text)],
            rejected: [prompt.message, .assistant(sample.rejected.text)], inputs: prompt.inputs)
    }

    func key(_ side: ContrastSide) -> AnswerKey {
        AnswerKey(prompt: hash, sample: sample, side: side)
    }

    func seed(_ side: ContrastSide) -> UInt64 { side == .chosen ? chosenSeed : rejectedSeed }
}

extension ContrastSample {
    init(_ item: ContrastItem, chosen: Completion, rejected: Completion) {
        self.init(
            index: item.prompt.index, sample: item.sample,
            conversationID: item.prompt.conversationID, prompt: item.prompt.text,
            chosenSeed: item.chosenSeed, rejectedSeed: item.rejectedSeed, chosen: chosen,
            rejected: rejected, flags: AnswerFlags(chosen: chosen, rejected: rejected))
    }
}

extension UnansweredRequest {
    init(_ item: ContrastItem, _ side: ContrastSide, _ failure: RequestFailure) {
        self.init(
            index: item.prompt.index, sample: item.sample,
            conversationID: item.prompt.conversationID, side: side, failure)
    }
}
