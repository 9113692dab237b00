public import Torch

/// Turns matrices into nearby ones whose singular values are all about 1.
///
/// With the singular value decomposition `G = U S Vᵀ`, the result is `U S' Vᵀ` with S' roughly
/// between 0.7 and 1.2: the quintic below is steep at 0 and never quite settles at 1, which is what
/// makes five rounds enough (Jordan et al. 2024).
///
///     X ← G / ‖G‖
///     A = X Xᵀ,  X ← a X + (b A + c A²) X        five times
public enum NewtonSchulz {
    /// The published a, b, c.
    public static let coefficients = (a: 3.4445, b: -4.7750, c: 2.0315)
    /// Keeps a gradient of zeros from being divided by zero.
    static let epsilon = 1e-7

    private static let normOp = Op("aten::linalg_vector_norm")

    /// - Parameter matrices: [n, rows, columns], each handled on its own.
    /// - Returns: [n, rows, columns] in the same dtype.
    public static func orthogonalized(_ matrices: Tensor, rounds: Int = 5) throws -> Tensor {
        // The product X Xᵀ is as small as the shorter side.
        let isTall = matrices.size(-2) > matrices.size(-1)
        var x = isTall ? try matrices.transpose(-1, -2) : matrices
        let norms = try normOp.tensor(
            .tensor(x), .double(2), .ints([-2, -1]), .bool(true))
        x = try x / (norms + epsilon)
        let (a, b, c) = coefficients
        for _ in 0..<rounds {
            let square = try x.matmul(x.transpose(-1, -2))
            let polynomial = try (square * b).add_(square.matmul(square), alpha: c)
            x = try (x * a).add_(polynomial.matmul(x))
        }
        return isTall ? try x.transpose(-1, -2) : x
    }
}
