import Artifacts
import DecoderModels
import Torch

/// The parts of a model's weights that belong to some query heads:
///
/// | tensor | part of head h |
/// |---|---|
/// | `q_proj` weight and bias | its rows, and elements |
/// | `k_proj`, `v_proj` weight and bias | those of the key/value head that serves it |
/// | `o_proj` weight | its columns |
///
/// Under grouped-query attention a key/value head serves several query heads, so those beside h see
/// its change as well. Norms of queries and keys belong to all heads and are left alone.
struct HeadSlices {
    private struct Slice {
        let name: String
        let tensor: Tensor
        /// True in the slice; [rows, 1], [1, columns] or [elements].
        let mask: Tensor
        let original: Tensor
    }

    private let slices: [Slice]

    /// Takes a copy of the tensors as they are, so it is made before a checkpoint is restored.
    ///
    /// - Throws: `UsageError` naming a head that the model does not have.
    init(_ heads: [HeadID], of model: DecoderModel) throws {
        let shape = model.configuration
        try HeadShape(layers: shape.layers, heads: shape.heads).check(heads)
        let group = shape.heads / shape.keyValueHeads
        var owners: [String: Set<Int>] = [:]
        for head in heads {
            let prefix = "model.layers.\(head.layer).self_attn"
            owners["\(prefix).q_proj", default: []].insert(head.head)
            owners["\(prefix).k_proj", default: []].insert(head.head / group)
            owners["\(prefix).v_proj", default: []].insert(head.head / group)
            owners["\(prefix).o_proj", default: []].insert(head.head)
        }
        slices = try model.parameters.compactMap { name, tensor in
            let map = name.split(separator: ".").dropLast().joined(separator: ".")
            let isOutput = map.hasSuffix("o_proj")
            // The bias behind o_proj is of no head.
            guard let owners = owners[map], !(isOutput && tensor.rank == 1) else { return nil }
            let flags = (0..<tensor.size(isOutput ? 1 : 0)).map {
                owners.contains($0 / shape.headDim)
            }
            let line = try Tensor(flags, shape: [flags.count]).to(tensor.device)
            return Slice(
                name: name, tensor: tensor,
                mask: tensor.rank == 1 ? line : try line.unsqueeze(isOutput ? 0 : 1),
                original: try tensor.detach().clone())
        }
    }

    /// Names of the tensors that have a part: the ones to train.
    var names: Set<String> { Set(slices.map(\.name)) }

    /// Zeroes what lies outside.
    ///
    /// - Parameter gradients: of the tensors of ``names``, in the model's order.
    func restrict(_ gradients: [Tensor]) throws {
        for (slice, gradient) in zip(slices, gradients) {
            try gradient.mul_(slice.mask.to(gradient.dtype))
        }
    }

    /// Puts what lies outside back to what it was, to the bit: decay of weights reaches whole
    /// tensors.
    func putBack() throws {
        try withoutGradients {
            for slice in slices {
                let mixed = try Tensor.where(slice.mask, slice.tensor, slice.original)
                try slice.tensor.copy_(mixed)
            }
        }
    }
}
