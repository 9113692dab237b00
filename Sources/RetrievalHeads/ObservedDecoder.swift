/// What detection asks of a model. A live one fits, and so does a scripted one in a test.
public protocol ObservedDecoder {
    var layers: Int { get }
    /// Query heads per layer.
    var heads: Int { get }
    /// Positions that the model was made for (`max_position_embeddings`).
    var positions: Int { get }

    /// Per layer, the tokens that it looks back at; nil is all of them.
    var windows: [Int?] { get }
    /// Bytes that the cache takes for a token of a row, for batches that fit in memory.
    var cacheBytes: Int { get }

    /// Continues every prompt greedily by at most `maxTokens` tokens and notes, at each step, the
    /// position that each head attends to most.
    ///
    /// One call is one batch; answers come in the order of the prompts. Batches of a group come in
    /// the order of their tokens, so that the beginning of a prompt may be known from the last.
    /// - Parameter stops: whether an answer ends with the turn.
    func decode(_ prompts: [[Int]], maxTokens: Int, stops: Bool) throws -> [ObservedAnswer]

    /// A new group of prompts begins: nothing that an earlier one left may be used, so that a resumed
    /// run computes the same.
    func begin()

    /// Passes over a batch that an earlier process decoded, so that the next one finds what it
    /// would have found after it.
    func skip(_ prompts: [[Int]], maxTokens: Int) throws
}

extension ObservedDecoder {
    public var windows: [Int?] { Array(repeating: nil, count: layers) }
    public var cacheBytes: Int { 0 }
    public func begin() {}
    public func skip(_ prompts: [[Int]], maxTokens: Int) throws {}
}

/// A greedy answer and where every head looked while it was written.
public struct ObservedAnswer: Sendable, Equatable {
    /// Generated tokens, the end-of-turn token not included.
    public var tokens: [Int]
    /// Their text, special tokens left out.
    public var text: String
    /// `[token][layer * heads + head]`: the key position with the largest attention in the step
    /// that produced the token. 0 is the first token of the prompt, also in sliding-window layers.
    public var attended: [[Int]]

    public init(tokens: [Int], text: String, attended: [[Int]]) {
        self.tokens = tokens
        self.text = text
        self.attended = attended
    }
}
