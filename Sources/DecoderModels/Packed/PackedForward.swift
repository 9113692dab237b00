public import Torch

/// The activations that a forward pass saves for its backward pass.
public enum SavedActivations: Sendable {
    /// None: there is no backward pass.
    case none
    /// All that libtorch's own recording keeps.
    case all
    /// The input of each layer; the layer is computed again in the backward pass (activation
    /// checkpointing, Chen et al. 2016).
    case checkpointed
}

/// Gradients of parameters by their names, accumulated over passes in place: each is added as soon as
/// it is known, so that there is no second set of them.
///
/// ```swift
/// let accumulator = GradientAccumulator()
/// try first.backward(gradOutput: gradient, into: accumulator)
/// try second.backward(gradOutput: gradient, into: accumulator)
/// let gradients = try accumulator.gradients(for: model.trained)
/// ```
public final class GradientAccumulator {
    private var sums: [String: Tensor] = [:]

    /// No gradients yet.
    public init() {}

    /// Adds a gradient of the parameter's shape; the first of a name is taken over, not copied.
    /// - Throws: `TorchError` for another shape.
    public func add(_ gradient: Tensor, to name: String) throws {
        if let sum = sums[name] { try sum.add_(gradient) } else { sums[name] = gradient }
    }

    /// The sum to add to; zeros of the parameter's shape when there is none yet.
    func sum(_ name: String, like parameter: Tensor) throws -> Tensor {
        if let sum = sums[name] { return sum }
        let zeros = try parameter.detach().zerosLike()
        sums[name] = zeros
        return zeros
    }

    /// The sum for each parameter, in their order; zeros where nothing was added.
    public func gradients(for parameters: [(name: String, tensor: Tensor)]) throws -> [Tensor] {
        try parameters.map { try sums[$0.name] ?? $0.tensor.detach().zerosLike() }
    }
}

/// The decoder over one packed sequence: the steps of a forward pass, each on its own, so that they
/// can be taken again in the backward pass.
struct PackedSequence {
    let model: DecoderModel
    /// [1, N]
    let tokens: Tensor
    /// The wanted tokens among those that leave the last block, [n].
    private let indices: Tensor
    private let passes: [AttentionPass]

    /// - Parameter indices: of the wanted tokens.
    init(_ model: DecoderModel, _ packed: PackedTokens, indices: [Int]) throws {
        let (device, dtype) = (model.device, model.dtype)
        let positions = try Tensor(packed.positions, shape: [1, packed.ids.count]).to(device)
        let ends = packed.ends(indices)
        var rank: [Int: Int] = [:]
        for index in ends.indices { rank[index] = rank.count }
        let outputs = try Tensor(ends.indices, shape: [ends.indices.count]).to(device)
        self.model = model
        tokens = try Tensor(packed.ids, shape: [1, packed.ids.count]).to(device)
        self.indices = try Tensor(indices.map { rank[$0] ?? 0 }, shape: [indices.count]).to(device)
        passes = try model.passes(lastDiffers: true) { rope, window, isLast in
            func mask(_ queries: [Int]?) throws -> AttentionPass.Mask {
                .packed(
                    try PackedSegment.make(
                        packed, queries: queries, window: window,
                        headDim: model.configuration.headDim, dtype: dtype, device: device))
            }
            let pass = try AttentionPass(
                rope: rope.angles(at: positions, dtype: dtype),
                mask: mask(isLast ? ends.counts : nil))
            return isLast ? try pass.keepingOutputs(of: outputs, mask: pass.mask) : pass
        }
    }

    /// [1, N, hidden]
    func embedded() throws -> Tensor { try Tensor.embedding(model.embedding, tokens) }

    /// [1, N, hidden] -> the same; of the last block [1, n, hidden], the wanted tokens.
    func block(_ index: Int, _ x: Tensor) throws -> Tensor {
        let output = try model.blocks[index](x, passes[index])
        return index == model.blocks.count - 1 ? try output.indexSelect(1, indices) : output
    }

    /// [1, n, hidden] -> [n, hidden]
    func normed(_ x: Tensor) throws -> Tensor {
        try x.rmsNorm(model.finalNorm, epsilon: model.configuration.rmsNormEpsilon).squeeze(0)
    }
}

/// A forward pass over a packed sequence up to the last norm, and its backward pass to every parameter
/// that is trained, no further down than the first of them.
final class PackedForward {
    let sequence: PackedSequence
    let saved: SavedActivations
    /// [n, hidden]
    let hidden: Tensor
    /// The lowest block of the backward pass.
    private let firstTrainedLayer: Int
    /// The stream before each block from the first trained one on and after the last; only of
    /// `checkpointed`. The backward pass removes each after its use.
    private var inputs: [Tensor]
    /// The embedded tokens, a leaf; only of `all` where the embedding is trained.
    private let embedded: Tensor?

    init(_ sequence: PackedSequence, saving saved: SavedActivations) throws {
        self.sequence = sequence
        self.saved = saved
        let first = Self.firstTrainedLayer(sequence.model)
        firstTrainedLayer = first
        var inputs: [Tensor] = []
        let start = try withoutGradients(sequence.embedded)
        let isTrained = sequence.model.trained.contains { $0.name == WeightNames.embedding }
        embedded = isTrained && saved == .all ? start : nil
        try embedded?.setRequiresGrad(true)
        func forward() throws -> Tensor {
            var x = start
            for index in sequence.model.blocks.indices {
                if saved == .checkpointed && index >= first { inputs.append(x) }
                x = try sequence.block(index, x)
            }
            if saved == .checkpointed { inputs.append(x) }
            return try sequence.normed(x)
        }
        hidden = saved == .all ? try forward() : try withoutGradients(forward)
        self.inputs = inputs
    }

    private static func firstTrainedLayer(_ model: DecoderModel) -> Int {
        if model.trained.contains(where: { $0.name == WeightNames.embedding }) { return 0 }
        return model.blocks.indices.first { index in
            model.trained.contains { $0.name.hasPrefix(WeightNames.layer(index, "")) }
        } ?? model.blocks.count
    }

    /// Adds the gradients of `(hidden * gradOutput).sum()` for the trained parameters, all but the
    /// output layer's; may be called once.
    func backward(gradOutput: Tensor, into accumulator: GradientAccumulator) throws {
        if saved == .checkpointed {
            return try backwardRecomputing(gradOutput: gradOutput, into: accumulator)
        }
        let all = parameters { $0 != WeightNames.lmHead && $0 != WeightNames.embedding }
        let start = try Self.backward(
            hidden, gradOutput: gradOutput, for: all, into: accumulator, embedded)
        if let start { try addEmbedding(start, into: accumulator) }
    }

    /// Adds to the rows that occur; libtorch's backward of an embedding makes a table of zeros first.
    private func addEmbedding(
        _ gradOutput: Tensor, into accumulator: GradientAccumulator
    ) throws {
        let name = WeightNames.embedding
        guard let table = sequence.model.trained.first(where: { $0.name == name })?.tensor else {
            return
        }
        try accumulator.sum(name, like: table).indexAdd_(
            0, sequence.tokens.reshape([-1]), gradOutput.reshape([-1, table.size(1)]))
    }

    private func backwardRecomputing(
        gradOutput: Tensor, into accumulator: GradientAccumulator
    ) throws {
        var gradOutput = gradOutput
        func back(_ forward: (Tensor) throws -> Tensor, _ list: [Parameter]) throws {
            let x = try inputs.removeLast().detach()
            try x.setRequiresGrad(true)
            let output = try withGradients { try forward(x) }
            let gradInput = try Self.backward(
                output, gradOutput: gradOutput, for: list, into: accumulator, x)
            if let gradInput { gradOutput = gradInput }
        }
        try back(sequence.normed, parameters { $0 == WeightNames.finalNorm })
        for index in (firstTrainedLayer..<sequence.model.blocks.count).reversed() {
            let prefix = WeightNames.layer(index, "")
            try back({ try sequence.block(index, $0) }, parameters { $0.hasPrefix(prefix) })
        }
        try addEmbedding(gradOutput, into: accumulator)
    }

    private typealias Parameter = (name: String, tensor: Tensor)

    private func parameters(_ isWanted: (String) -> Bool) -> [Parameter] {
        sequence.model.trained.filter { isWanted($0.name) }
    }

    /// - Returns: the gradient for `input`.
    @discardableResult
    private static func backward(
        _ output: Tensor, gradOutput: Tensor, for list: [Parameter],
        into accumulator: GradientAccumulator, _ input: Tensor? = nil
    ) throws -> Tensor? {
        // Without a leaf libtorch would refuse.
        if list.isEmpty && input == nil { return nil }
        let scalar = try withGradients { try (output * gradOutput).sum() }
        let leaves = list.map(\.tensor) + (input.map { [$0] } ?? [])
        let gradients = try Tensor.gradients(of: scalar, for: leaves)
        for (parameter, gradient) in zip(list, gradients) {
            try accumulator.add(gradient, to: parameter.name)
        }
        return input == nil ? nil : gradients.last
    }
}
