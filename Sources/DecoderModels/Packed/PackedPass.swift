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

    init(_ row: PackedRow, recording: Recording) throws {
        self.row = row
        self.recording = recording
        let lowest = Self.lowest(row.model)
        self.lowest = lowest
        var inputs: [Tensor] = []
        func run() throws -> Tensor {
            var x = try row.embedded()
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

    /// Gradients of `(hidden * upstream).sum()` under the names of what is trained, all but the
    /// output layer's; may be called once.
    func gradients(_ upstream: Tensor) throws -> [String: Tensor] {
        if recording == .layerInputs { return try layerByLayer(upstream) }
        let all = parameters { $0 != WeightNames.head }
        return try Self.gradients(of: hidden, upstream, for: all).named
    }

    private func layerByLayer(_ upstream: Tensor) throws -> [String: Tensor] {
        var upstream = upstream
        var found: [String: Tensor] = [:]
        func back(_ run: (Tensor) throws -> Tensor, _ list: [Parameter]) throws {
            let x = try inputs.removeLast().detach()
            try x.setRequiresGrad(true)
            let output = try withGradients { try run(x) }
            let result = try Self.gradients(of: output, upstream, for: list, x)
            found.merge(result.named) { $1 }
            if let input = result.input { upstream = input }
        }
        try back(row.normed, parameters { $0 == WeightNames.finalNorm })
        for index in (lowest..<row.model.blocks.count).reversed() {
            let prefix = WeightNames.layer(index, "")
            try back({ try row.block(index, $0) }, parameters { $0.hasPrefix(prefix) })
        }
        let table = parameters { $0 == WeightNames.embedding }
        if table.isEmpty { return found }
        let start = try withGradients(row.embedded)
        return try found.merging(Self.gradients(of: start, upstream, for: table).named) { $1 }
    }

    private typealias Parameter = (name: String, tensor: Tensor)

    private func parameters(_ isWanted: (String) -> Bool) -> [Parameter] {
        row.model.trained.filter { isWanted($0.name) }
    }

    private static func gradients(
        of output: Tensor, _ upstream: Tensor, for list: [Parameter], _ input: Tensor? = nil
    ) throws -> (named: [String: Tensor], input: Tensor?) {
        // Nothing to go back to: libtorch would refuse.
        if list.isEmpty && input == nil { return ([:], nil) }
        let scalar = try withGradients { try (output * upstream).sum() }
        let leaves = list.map(\.tensor) + (input.map { [$0] } ?? [])
        let gradients = try Tensor.gradients(of: scalar, for: leaves)
        let named = zip(list, gradients).map { ($0.name, $1) }
        return (Dictionary(uniqueKeysWithValues: named), input == nil ? nil : gradients.last)
    }
}
