import Storage
public import Torch

/// A decoder-only language model: embedding, blocks, norm, output layer.
///
/// ```swift
/// let model = try DecoderModel.load(folder)
/// let states = try model.hiddenStates(Tensor([1, 2, 3], shape: [1, 3]))   // [1, 3, hidden]
/// let logits = try model.logits(states)                                   // [1, 3, vocabulary]
/// ```
public final class DecoderModel {
    /// Its sizes and settings.
    public let configuration: ModelConfiguration
    /// All weights under their Hugging Face names, in a fixed order; a tied output layer is not repeated.
    public let parameters: [(name: String, tensor: Tensor)]
    /// The trained ones, in their order: all, or some, or in place of them the adapters.
    public let trained: [(name: String, tensor: Tensor)]
    /// The place of the weights and of the computation.
    public let device: Device
    /// Element type of the weights and of the computation.
    public let dtype: DType

    let embedding: Tensor
    let blocks: [DecoderBlock]
    let finalNorm: Tensor
    let lmHead: Tensor
    let rope: RotaryEmbedding
    /// Of the sliding layers; the same as `rope` but in Olmo3.
    let slidingRope: RotaryEmbedding

    /// - Parameters:
    ///   - adapter: that of a linear map, by its name without `.weight`.
    ///   - trains: whether a parameter is trained, where there is no adapter.
    ///   - weight: the tensor of a name, of the shape that ``WeightNames`` wants.
    init(
        _ configuration: ModelConfiguration, device: Device, dtype: DType,
        adapter: (String) -> LowRankAdapter? = { _ in nil },
        trains: (String) -> Bool = { _ in true },
        weight: (String) throws -> Tensor
    ) throws {
        self.configuration = configuration
        self.device = device
        self.dtype = dtype
        let names = WeightNames.all(configuration).map(\.name)
        let list = try names.map { (name: $0, tensor: try weight($0)) }
        parameters = list
        let adapters = names.filter { $0.hasSuffix(".weight") }.flatMap { name in
            let map = String(name.dropLast(".weight".count))
            return adapter(map)?.parameters(map) ?? []
        }
        trained = adapters.isEmpty ? list.filter { trains($0.name) } : adapters
        let table = Dictionary(list.map { ($0.name, $0.tensor) }) { first, _ in first }
        func need(_ name: String) throws -> Tensor {
            guard let tensor = table[name] else {
                throw TorchError(operation: "model", reason: "there is no \(name)")
            }
            return tensor
        }
        embedding = try need(WeightNames.embedding)
        finalNorm = try need(WeightNames.finalNorm)
        lmHead = configuration.tiesEmbeddings ? embedding : try need(WeightNames.lmHead)
        rope = try RotaryEmbedding(
            configuration.rope, headDim: configuration.headDim, device: device)
        slidingRope =
            configuration.slidingRope == configuration.rope
            ? rope
            : try RotaryEmbedding(
                configuration.slidingRope, headDim: configuration.headDim, device: device)
        let norms = WeightNames.norms(configuration.architecture)
        blocks = try (0..<configuration.layers).map { index in
            func part(_ name: String) throws -> Tensor { try need(WeightNames.layer(index, name)) }
            func linear(_ name: String) throws -> Linear {
                Linear(
                    weight: try part("\(name).weight"),
                    bias: table[WeightNames.layer(index, "\(name).bias")],
                    adapter: adapter(WeightNames.layer(index, name)))
            }
            let attention = Attention(
                layer: index, heads: configuration.heads,
                keyValueHeads: configuration.keyValueHeads,
                headDim: configuration.headDim, epsilon: configuration.rmsNormEpsilon,
                queryKeyNorm: configuration.architecture.queryKeyNorm,
                query: try linear("self_attn.q_proj"), key: try linear("self_attn.k_proj"),
                value: try linear("self_attn.v_proj"), output: try linear("self_attn.o_proj"),
                queryNorm: table[WeightNames.layer(index, "self_attn.q_norm.weight")],
                keyNorm: table[WeightNames.layer(index, "self_attn.k_norm.weight")])
            return DecoderBlock(
                attention: attention,
                mlp: GatedMLP(
                    gate: try linear("mlp.gate_proj"), up: try linear("mlp.up_proj"),
                    down: try linear("mlp.down_proj")),
                norms: configuration.architecture.norms, attentionNorm: try part(norms.attention),
                mlpNorm: try part(norms.mlp), epsilon: configuration.rmsNormEpsilon,
                isSliding: configuration.isSliding[index])
        }
    }

    /// Runs the decoder up to its last norm.
    ///
    /// - Parameters:
    ///   - tokens: [B, T], int64. With a cache: the new tokens, left-padded as the cache says.
    ///   - positions: [B or 1, T], int64; counted from the first token of each row when nil.
    ///   - cache: keys and values of earlier tokens; those of the new tokens are added.
    ///   - gates: on the heads of each row; nil leaves all as they are.
    ///   - lastTokenOnly: compute the last layer's output for the last column only.
    /// - Returns: [B, T, hidden], or [B, 1, hidden] of the last column. Without a cache attention is causal,
    ///   so rows padded on the right need no mask.
    /// - Throws: `TorchError`, such as for a token outside the vocabulary.
    public func hiddenStates(
        _ tokens: Tensor, positions: Tensor? = nil, cache: KeyValueCache? = nil,
        gates: HeadGateTensors? = nil, lastTokenOnly: Bool = false
    ) throws -> Tensor {
        try hiddenStates(
            tokens, positions: positions, cache: cache, gates: gates, hook: nil,
            lastTokenOnly: lastTokenOnly)
    }

    /// The same with a hook on the attention of every layer.
    package func hiddenStates(
        _ tokens: Tensor, positions: Tensor? = nil, cache: KeyValueCache? = nil,
        gates: HeadGateTensors? = nil, hook: (any AttentionHook)?, lastTokenOnly: Bool = false
    ) throws -> Tensor {
        let count = tokens.size(1)
        let start = cache?.length ?? 0
        let padding = cache?.padding ?? []
        let positions =
            try positions ?? Self.positions(count: count, start: start, padding: padding, device)
        let lastIndex =
            try lastTokenOnly && count > 1 ? Tensor([count - 1], shape: [1]).to(device) : nil
        let passes = try passes(lastDiffers: lastIndex != nil) { rope, window, isLast in
            let mask = try AttentionMask(
                count: count, start: start, padding: padding, window: window, dtype: dtype,
                device: device)
            let pass = AttentionPass(
                rope: try rope.angles(at: positions, dtype: dtype), mask: .dense(mask),
                cache: cache, gates: gates, hook: hook)
            guard isLast, let lastIndex else { return pass }
            return try pass.keepingOutputs(of: lastIndex, mask: .dense(mask.last(1)))
        }
        var x = try Tensor.embedding(embedding, tokens)
        for (block, pass) in zip(blocks, passes) { x = try block(x, pass) }
        cache?.advance(count)
        return try x.rmsNorm(finalNorm, epsilon: configuration.rmsNormEpsilon)
    }

    /// The pass of each block: one for all full layers, one for all sliding ones and, where the last
    /// differs, one for that.
    func passes(
        lastDiffers: Bool,
        _ make: (_ rope: RotaryEmbedding, _ window: Int?, _ isLast: Bool) throws -> AttentionPass
    ) throws -> [AttentionPass] {
        let isSliding = configuration.isSliding
        let others = lastDiffers ? isSliding.dropLast() : isSliding[...]
        func pass(_ isSliding: Bool, isLast: Bool = false) throws -> AttentionPass {
            try isSliding
                ? make(slidingRope, configuration.slidingWindow, isLast) : make(rope, nil, isLast)
        }
        let full = try others.contains(false) ? pass(false) : nil
        let sliding = try others.contains(true) ? pass(true) : nil
        return try others.compactMap { $0 ? sliding : full }
            + isSliding[others.endIndex...].map { try pass($0, isLast: true) }
    }

    /// The output layer (`lm_head`), without softmax: [.., hidden] -> [.., vocabulary].
    /// - Throws: `TorchError` for another width.
    public func logits(_ hidden: Tensor) throws -> Tensor { try hidden.linear(lmHead) }

    /// Column minus padding; a padding column counts as position 0.
    static func positions(
        count: Int, start: Int, padding: [Int], _ device: Device
    ) throws -> Tensor {
        let columns = try Tensor.arange(start, start + count, device: device).unsqueeze(0)
        guard padding.contains(where: { $0 > 0 }) else { return columns }
        let left = try Tensor(padding, shape: [padding.count, 1]).to(device)
        return try (columns - left).clamp(min: 0)
    }

    /// - Throws: `DataError` naming a token id that the model has no embedding for: the tokenizer is
    ///   another model's.
    package func check(tokens: [Int]) throws {
        let size = configuration.vocabularySize
        if let bad = tokens.first(where: { $0 < 0 || $0 >= size }) {
            throw DataError("token \(bad) is not in the model's vocabulary, 0 to \(size - 1).")
        }
    }
}
