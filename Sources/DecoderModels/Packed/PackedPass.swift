import Torch

/// A forward pass over a packed row up to the last norm, and the way back to every parameter that is
/// trained, no further down than the lowest of them.
final class PackedPass {
    let row: PackedRow
    let recording: Recording
    /// [n, hidden]
    let hidden: Tensor
    /// The first block that the way back comes to.
    private let lowest: Int
    /// The stream before each block from the lowest on and after the last; only of `layerInputs`.
    /// Each goes when the way back has passed it.
    private var inputs: [Tensor]
    /// The embedded row, a leaf; only of `activations` where the embedding is trained.
    private let embedded: Tensor?

    init(_ row: PackedRow, recording: Recording) throws {
        self.row = row
        self.recording = recording
        let lowest = Self.lowest(row.model)
        self.lowest = lowest
        var inputs: [Tensor] = []
        let start = try withoutGradients(row.embedded)
        let isTrained = row.model.trained.contains { $0.name == WeightNames.embedding }
        embedded = isTrained && recording == .activations ? start : nil
        try embedded?.setRequiresGrad(true)
        func run() throws -> Tensor {
            var x = start
            for index in row.model.blocks.indices {
                if recording == .layerInputs && index >= lowest { inputs.append(x) }
                x = try row.block(index, x)
            }
            if recording == .layerInputs { inputs.append(x) }
            return try row.normed(x)
        }
        hidden = recording == .activations ? try run() : try withoutGradients(run)
        self.inputs = inputs
    }

    private static func lowest(_ model: DecoderModel) -> Int {
        if model.trained.contains(where: { $0.name == WeightNames.embedding }) { return 0 }
        return model.blocks.indices.first { index in
            model.trained.contains { $0.name.hasPrefix(WeightNames.layer(index, "")) }
        } ?? model.blocks.count
    }

    /// Adds the gradients of `(hidden * upstream).sum()` for what is trained, all but the output
    /// layer's; may be called once.
    func gradients(_ upstream: Tensor, into sums: GradientSums) throws {
        if recording == .layerInputs { return try layerByLayer(upstream, sums) }
        let all = parameters { $0 != WeightNames.head && $0 != WeightNames.embedding }
        let start = try Self.gradients(of: hidden, upstream, for: all, into: sums, embedded)
        if let start { try addEmbedding(start, into: sums) }
    }

    /// Row by row: libtorch's own way makes a table of zeros first.
    private func addEmbedding(_ upstream: Tensor, into sums: GradientSums) throws {
        let name = WeightNames.embedding
        guard let table = row.model.trained.first(where: { $0.name == name })?.tensor else {
            return
        }
        try sums.sum(name, like: table).indexAdd_(
            0, row.tokens.reshape([-1]), upstream.reshape([-1, table.size(1)]))
    }

    private func layerByLayer(_ upstream: Tensor, _ sums: GradientSums) throws {
        var upstream = upstream
        func back(_ run: (Tensor) throws -> Tensor, _ list: [Parameter]) throws {
            let x = try inputs.removeLast().detach()
            try x.setRequiresGrad(true)
            let output = try withGradients { try run(x) }
            if let input = try Self.gradients(of: output, upstream, for: list, into: sums, x) {
                upstream = input
            }
        }
        try back(row.normed, parameters { $0 == WeightNames.finalNorm })
        for index in (lowest..<row.model.blocks.count).reversed() {
            let prefix = WeightNames.layer(index, "")
            try back({ try row.block(index, $0) }, parameters { $0.hasPrefix(prefix) })
        }
        try addEmbedding(upstream, into: sums)
    }

    private typealias Parameter = (name: String, tensor: Tensor)

    private func parameters(_ isWanted: (String) -> Bool) -> [Parameter] {
        row.model.trained.filter { isWanted($0.name) }
    }

    /// - Returns: the gradient for `input`.
    @discardableResult
    private static func gradients(
        of output: Tensor, _ upstream: Tensor, for list: [Parameter], into sums: GradientSums,
        _ input: Tensor? = nil
    ) throws -> Tensor? {
        // Nothing to go back to: libtorch would refuse.
        if list.isEmpty && input == nil { return nil }
        let scalar = try withGradients { try (output * upstream).sum() }
        let leaves = list.map(\.tensor) + (input.map { [$0] } ?? [])
        let gradients = try Tensor.gradients(of: scalar, for: leaves)
        for (parameter, gradient) in zip(list, gradients) {
            try sums.add(gradient, to: parameter.name)
        }
        return input == nil ? nil : gradients.last
    }
}
