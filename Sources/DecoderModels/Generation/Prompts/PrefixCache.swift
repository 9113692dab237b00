import Torch

/// Keys and values of one prompt, kept for prompts that begin alike.
///
/// Needle probes of one text differ in a question and in where the text ends. Taken in the order of
/// their tokens, each computes only what it does not share with the one before:
///
///     the old mill ... a quiet road | Where is the key?
///     the old mill ... a quiet road . In spring ... | Where is the key?
///
/// Rows with ablated heads share nothing: their keys are others. One cache belongs to one model.
public final class PrefixCache {
    private(set) var tokens: [Int] = []
    private(set) var cache = KeyValueCache(padding: [0], capacity: 1)

    public init() {}

    /// The number of tokens that two prompts share at their beginning.
    static func common(_ one: [Int], _ two: [Int]) -> Int {
        zip(one, two).prefix { $0 == $1 }.count
    }

    /// Computes the missing tokens of `prompt`.
    func extend(to prompt: [Int], model: DecoderModel, chunk: Int) throws {
        let shared = Self.common(tokens, prompt)
        if shared == 0 { cache = KeyValueCache(padding: [0], capacity: prompt.count) }
        cache.truncate(to: shared)
        // Still true if the rest fails.
        tokens = Array(prompt.prefix(shared))
        for start in stride(from: shared, to: prompt.count, by: chunk) {
            let part = Array(prompt[start..<min(start + chunk, prompt.count)])
            _ = try model.hiddenStates(
                Tensor(part, shape: [1, part.count]).to(model.device), cache: cache,
                lastTokenOnly: true)
        }
        tokens = prompt
    }
}
