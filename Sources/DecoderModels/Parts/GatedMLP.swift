import Torch

/// SwiGLU (Shazeer 2020): `down(silu(gate(x)) * up(x))`.
struct GatedMLP {
    let gate: Linear
    let up: Linear
    let down: Linear

    /// x [B, T, hidden] -> [B, T, hidden]
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let (gate, up) = (try gate(x), try up(x))
        let isRecorded = gate.requiresGrad || up.requiresGrad
        // Nobody else holds the gate: written over, it costs less memory traffic.
        return try down(isRecorded ? gate.swiglu(up) : gate.swiglu_(up))
    }
}
