/// A prompt and how to continue it.
public struct CompletionRequest: Sendable, Equatable {
    /// What the answer goes on from.
    public var prompt: ModelPrompt
    /// The choice of tokens, with the seed and the limit of this request.
    public var sampling: SamplingParameters
    /// The answer ends before the first of these texts that occurs in it, and is generated no further. They
    /// are looked for in what the model generates, special tokens left out, not in the prompt.
    public var stop: [String]
    /// The ablation of heads for this request only; none for the normal model.
    public var ablation: HeadAblation
    /// Asks the model without its retrieval heads. A live model carries out `ablation`; where the
    /// ablated model is another one, such as a second endpoint, this alone tells which to ask.
    public var isAblated: Bool

    /// The conversation of the prompt.
    public var messages: [ChatMessage] {
        get { prompt.messages }
        set { prompt.messages = newValue }
    }

    /// Inputs of the chat template beside it.
    public var inputs: TemplateInputs {
        get { prompt.inputs }
        set { prompt.inputs = newValue }
    }

    /// A request to go on from any kind of prompt.
    ///
    /// - Parameter isAblated: when left out, whether any head is ablated.
    public init(
        prompt: ModelPrompt, sampling: SamplingParameters, stop: [String] = [],
        ablation: HeadAblation = .none, isAblated: Bool? = nil
    ) {
        self.prompt = prompt
        self.sampling = sampling
        self.stop = stop
        self.ablation = ablation
        self.isAblated = isAblated ?? !ablation.heads.isEmpty
    }

    /// A conversation that the assistant answers next.
    ///
    /// - Parameter isAblated: when left out, whether any head is ablated.
    public init(
        messages: [ChatMessage], inputs: TemplateInputs = .none, sampling: SamplingParameters,
        ablation: HeadAblation = .none, isAblated: Bool? = nil
    ) {
        self.init(
            prompt: ModelPrompt(messages: messages, inputs: inputs), sampling: sampling,
            ablation: ablation, isAblated: isAblated)
    }
}
