import Torch

/// SwiGLU (Shazeer 2020): `down(silu(gate(x)) * up(x))`.
struct GatedMLP {
    let gate: Linear
    let up: Linear
    let down: Linear

    /// x [B, T, hidden] -> [B, T, hidden]
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let (gate, up) = (try gate(x), try up(x))
        guard !gate.requiresGrad, !up.requiresGrad else { return try down(gate.silu() * up) }
        // Nobody else holds these two: written over, they cost half the memory traffic.
        return try down(gate.silu_().mul_(up))
    }
}
