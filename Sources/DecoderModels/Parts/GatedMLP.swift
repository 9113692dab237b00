import Torch

/// SwiGLU (Shazeer 2020): `down(silu(gate(x)) * up(x))`.
struct GatedMLP {
    let gate: Linear
    let up: Linear
    let down: Linear

    /// x [B, T, hidden] -> [B, T, hidden]
    func callAsFunction(_ x: Tensor) throws -> Tensor { try down(gate(x).silu() * up(x)) }
}
