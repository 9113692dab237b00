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
    /// The parameters that it changes.
    public let parameters: [NamedTensor]
    /// Its constants.
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

    /// - Parameters:
    ///   - parameters: each a leaf; they may differ in dtype and device.
    ///   - decays: whether a parameter loses weight; matrices do when left out.
    /// - Throws: `TorchError` when the state does not fit into memory.
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

    /// One step, as ``Optimizer/step(_:learningRate:)``.
    /// - Throws: `TorchError` when a gradient does not fit its parameter.
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

    /// Takes over a saved ``state()``.
    /// - Throws: what `lookup` throws, and `TorchError` for a tensor of another shape.
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

/// The constants of AdamW (Loshchilov and Hutter 2019). The defaults are PyTorch's but for the decay, which is 0.
public struct AdamWSettings: Codable, Sendable, Equatable {
    /// Share of the running mean of the gradients that stays from step to step.
    public var beta1: Double
    /// The same for the mean of their squares.
    public var beta2: Double
    /// Added to the root of the squares, so that no division is by zero.
    public var epsilon: Double
    /// Share of a decaying parameter that is lost per step and unit of the learning rate.
    public var weightDecay: Double

    /// The defaults of PyTorch, without decay.
    public init(
        beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0
    ) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }
}
