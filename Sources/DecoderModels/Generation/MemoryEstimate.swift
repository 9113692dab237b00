public import Torch

/// The most memory that generating takes, predicted from shapes before anything is computed.
///
/// It counts weights, keys and values of all rows, the activations of one pass over a chunk of the prompt,
/// and the program itself with libtorch.
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
    /// Queries of a row whose attention is recorded at a time, at most: a question or a needle's sentence,
    /// also by a tokenizer that knows few words and cuts them to pieces.
    static let recordedQueries = 128

    /// Bytes that keys and values of one token take.
    public static func cacheBytes(_ configuration: ModelConfiguration, dtype: DType) -> Int {
        2 * configuration.layers * configuration.keyValueHeads * configuration.headDim * dtype.size
    }

    /// - Parameters:
    ///   - rows: prompts of a batch.
    ///   - tokens: of the longest, its answer included.
    ///   - copies: rows of keys and values held beside the batch's own.
    ///   - chunk: tokens of a row that one pass takes.
    ///   - device: which decides whether masks are made.
    ///   - program: bytes without a model (`Engine.memory`).
    public init(
        _ configuration: ModelConfiguration, dtype: DType, rows: Int, tokens: Int, copies: Int = 0,
        chunk: Int = 2048, device: Device = .cpu, program: Int = 0
    ) {
        let parameters = WeightNames.all(configuration).map { $0.shape.reduce(1, *) }.reduce(0, +)
        weights = parameters * dtype.size
        self.program = program
        cache = (rows + copies) * tokens * Self.cacheBytes(configuration, dtype: dtype)
        let (new, width) = (min(chunk, tokens), configuration.heads * configuration.headDim)
        // Residual and its norm, queries, keys, values and heads, and the three of the MLP.
        let states =
            rows * new
            * (4 * configuration.hiddenSize + 5 * width + 3 * configuration.intermediateSize)
        // The engine's kernel transposes the keys of a layer. Others want keys and values copied for
        // every query head, and a mask with its parts.
        let fits = Attention.fitsKernel(
            headDim: configuration.headDim, dtype: dtype, device: device)
        let transposed = rows * (tokens + 96) * configuration.keyValueHeads * configuration.headDim
        let keyCopies = fits ? transposed : 2 * rows * tokens * width
        let masks =
            fits ? 0 : rows * new * tokens * (configuration.isSliding.contains(true) ? 2 : 1)
        let logits = rows * configuration.vocabularySize * 2 + Self.draftLogits
        // Attention of a few queries: products, softmax, and both with targets; float32.
        let recorded = 3 * rows * configuration.heads * Self.recordedQueries * tokens
        work = (states + keyCopies + logits) * dtype.size + masks * (dtype.size + 4) + recorded * 4
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
