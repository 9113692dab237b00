public import Torch

/// What generating takes at most, predicted from shapes before anything is computed.
///
/// It counts weights, keys and values of all rows, what one pass over a stretch of the prompt needs at
/// once, and the program itself with libtorch.
///
/// Worked example. 2 layers of 4 key-value heads of 16, float32: a token takes
/// 2 · 2 · 4 · 16 · 4 = 1024 bytes of keys and values, 8 rows of 1000 tokens 8 MB.
public struct MemoryEstimate: Sendable, Equatable {
    /// Bytes of the parameters.
    public var weights: Int
    /// Bytes of keys and values.
    public var cache: Int
    /// Bytes of one pass: hidden states, copies of keys, masks, logits.
    public var work: Int

    /// Bytes of the program and libtorch, without a model.
    public var program: Int

    public var total: Int { weights + cache + work + program }

    /// Logits of drafts that are held at a time.
    static let draftLogits = 1 << 22
    /// Queries that are read of a row at a time, at most: a question or a needle's sentence, also by a
    /// tokenizer that knows few words and cuts them to pieces.
    static let readQueries = 128

    /// Bytes that keys and values of one token take.
    public static func cacheBytes(_ shape: ModelConfiguration, dtype: DType) -> Int {
        2 * shape.layers * shape.keyValueHeads * shape.headDim * dtype.size
    }

    /// - Parameters:
    ///   - rows: prompts of a batch.
    ///   - tokens: of the longest, its answer included.
    ///   - copies: rows of keys and values held beside the batch's own.
    ///   - chunk: tokens of a row that one pass takes.
    ///   - device: which decides whether masks are made.
    ///   - program: what is there without a model (`Engine.memory`).
    public init(
        _ shape: ModelConfiguration, dtype: DType, rows: Int, tokens: Int, copies: Int = 0,
        chunk: Int = 2048, device: Device = .cpu, program: Int = 0
    ) {
        let parameters = WeightNames.all(shape).map { $0.shape.reduce(1, *) }.reduce(0, +)
        weights = parameters * dtype.size
        self.program = program
        cache = (rows + copies) * tokens * Self.cacheBytes(shape, dtype: dtype)
        let (new, width) = (min(chunk, tokens), shape.heads * shape.headDim)
        // Residual and its norm, queries, keys, values and heads, and the three of the MLP.
        let states = rows * new * (4 * shape.hiddenSize + 5 * width + 3 * shape.intermediateSize)
        // The engine's kernel turns the keys of a layer over. Others want keys and values copied for
        // every query head, and a mask with its parts.
        let fits = Attention.fitsKernel(headDim: shape.headDim, dtype: dtype, device: device)
        let turned = rows * (tokens + 96) * shape.keyValueHeads * shape.headDim
        let spread = fits ? turned : 2 * rows * tokens * width
        let masks = fits ? 0 : rows * new * tokens * (shape.isSliding.contains(true) ? 2 : 1)
        let logits = rows * shape.vocabularySize * 2 + Self.draftLogits
        // What is read of a few queries: products, softmax, and both with targets; float32.
        let reading = 3 * rows * shape.heads * Self.readQueries * tokens
        work = (states + spread + logits) * dtype.size + masks * (dtype.size + 4) + reading * 4
    }

    /// Rounded up: `1.42 GiB (weights 0.41, keys and values 0.5, work 0.31, program 0.2)`
    public var summary: String {
        func text(_ bytes: Int) -> String {
            "\((Double(bytes) / Double(1 << 30) * 100).rounded(.up) / 100)"
        }
        return
            "\(text(total)) GiB (weights \(text(weights)), keys and values \(text(cache)), work \(text(work)), program \(text(program)))"
    }
}
