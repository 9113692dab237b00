public import Artifacts

/// A receiver of the log-probabilities of both answers of a pair under the model that gives the chosen
/// one: the reference of preference training, captured while sampling (``ModelResponder``).
public protocol PairLogProbabilityObserver: AnyObject {
    /// The answers' tokens as they will be trained on, after `prompt`; nil when the pair is not wanted,
    /// or its prompt has other tokens there.
    func answers(
        to messages: [ChatMessage], _ inputs: TemplateInputs, prompt: [Int], chosen: Completion,
        rejected: Completion
    ) throws -> (chosen: [Int], rejected: [Int])?

    /// Sums of log-probabilities, in the order in which they are computed.
    func scored(
        _ messages: [ChatMessage], _ inputs: TemplateInputs,
        chosen: (text: String, logProbability: Double),
        rejected: (text: String, logProbability: Double)
    ) throws
}
