public import Torch

/// AdamW by libtorch's fused kernel, bit-equal to `torch.optim.AdamW(fused=True)`.
///
/// With `m` and `v` the running means of the gradient `g` and of `g²`, and `t` the steps so far:
///
///     p ← p - lr * decay * p
///     p ← p - lr * (m / (1 - beta1^t)) / (√(v / (1 - beta2^t)) + epsilon)
///
/// Decay applies to matrices only, as in the trainer of transformers; biases and norms are vectors.
public final class AdamW: Optimizer {
    public let parameters: [NamedTensor]
    public let settings: AdamWSettings
    /// Steps taken.
    public private(set) var steps = 0

    private let firstMoments: [Tensor]
    private let secondMoments: [Tensor]
    private let groups: [Group]

    private static let fused = Op("aten::_fused_adamw_")

    /// Parameters that one call of the kernel may take together.
    private struct Group {
        struct Key: Hashable {
            var dtype: DType
            var device: Device
            var decays: Bool
        }
        var key: Key
        var indices: [Int]
    }

    /// - Parameter decays: which parameters lose weight; matrices when left out.
    public init(
        _ parameters: [NamedTensor], _ settings: AdamWSettings = AdamWSettings(),
        decays: (NamedTensor) -> Bool = { $0.tensor.rank > 1 }
    ) throws {
        self.parameters = parameters
        self.settings = settings
        firstMoments = try withoutGradients { try parameters.map { try $0.tensor.zerosLike() } }
        secondMoments = try withoutGradients { try parameters.map { try $0.tensor.zerosLike() } }
        var groups: [Group] = []
        for (index, parameter) in parameters.enumerated() {
            let key = Group.Key(
                dtype: parameter.tensor.dtype, device: parameter.tensor.device,
                decays: decays(parameter))
            if let place = groups.firstIndex(where: { $0.key == key }) {
                groups[place].indices.append(index)
            } else {
                groups.append(Group(key: key, indices: [index]))
            }
        }
        self.groups = groups
    }

    public func step(_ gradients: [Tensor], learningRate: Double) throws {
        try check(gradients)
        steps += 1
        try withoutGradients {
            for group in groups {
                // The kernel reads the count from tensors, one per parameter; they may be the same.
                let count = try Tensor.full([], Double(steps), device: group.key.device)
                func list(_ tensors: [Tensor]) -> Value {
                    .tensors(group.indices.map { tensors[$0] })
                }
                try Self.fused.call([
                    list(parameters.map(\.tensor)), list(gradients), list(firstMoments),
                    list(secondMoments), .tensors([]), .tensors(group.indices.map { _ in count }),
                    .double(learningRate), .double(settings.beta1), .double(settings.beta2),
                    .double(group.key.decays ? settings.weightDecay : 0),
                    .double(settings.epsilon), .bool(false), .bool(false),
                ])
            }
        }
    }

    /// `adamw.step` (int64), `adamw.exp_avg.<parameter>`, `adamw.exp_avg_sq.<parameter>`.
    public func state() throws -> [NamedTensor] {
        var list: [NamedTensor] = [("adamw.step", try Tensor([steps], shape: [1]))]
        for (index, parameter) in parameters.enumerated() {
            list.append(("adamw.exp_avg.\(parameter.name)", firstMoments[index]))
            list.append(("adamw.exp_avg_sq.\(parameter.name)", secondMoments[index]))
        }
        return list
    }

    public func restore(_ lookup: TensorLookup) throws {
        let count = try lookup("adamw.step").ints()
        guard count.count == 1, count[0] >= 0 else {
            throw TorchError(reason: "adamw.step is \(count) but should be one count of steps.")
        }
        steps = count[0]
        try withoutGradients {
            for (index, parameter) in parameters.enumerated() {
                try firstMoments[index].copy_(lookup("adamw.exp_avg.\(parameter.name)"))
                try secondMoments[index].copy_(lookup("adamw.exp_avg_sq.\(parameter.name)"))
            }
        }
    }
}
