import Foundation

/// How far float32 results may lie from exact ones, whatever the order of additions, the width of vectors, the number of
/// threads and whether products are fused: on any CPU.
///
/// Bounds follow from the number of roundings and the size of what is rounded. None is tuned to what one
/// machine gave; docs/tolerances.md lists where each is used.
public enum Roundoff {
    /// The largest relative error of one rounding to float32.
    public static let unit = 0x1p-24

    /// The worst case of a sum of `terms` products whose absolute values add up to `scale`: γ(n) scale with
    /// γ(n) = n u / (1 - n u) (Higham 2002, Accuracy and Stability of Numerical Algorithms, section 3.1).
    public static func worst(terms: Int, scale: Double) -> Double {
        let share = Double(terms) * unit
        return share / (1 - share) * scale
    }

    /// What so many roundings one after the other come to, of numbers no larger than `scale`: λ √n u scale with λ = 8.
    ///
    /// Errors of both signs grow with the root of their number (Higham and Mary 2019, A new approach to
    /// probabilistic rounding error analysis): a result exceeds this with a probability below 2e-13.
    public static func likely(steps: Int, scale: Double) -> Double {
        8 * Double(steps).squareRoot() * unit * scale
    }

    /// What one path may be off where another, the library's own for the same numbers, is off by `other`:
    /// three bits more, and four roundings of the largest result where the other happens to be exact.
    public static func comparable(to other: Double, scale: Double) -> Double {
        8 * max(other, 4 * unit * scale)
    }

    /// Roundings one behind another between the tokens of a decoder and its logits: the lengths of the sums that
    /// a number passes through, and twenty single operations a layer.
    public static func steps(
        layers: Int, hidden: Int, queries: Int, headDim: Int, intermediate: Int, columns: Int
    ) -> Int {
        // Norm, projections; scores, softmax and mixture; out; norm, gate and up; down.
        let layer = 2 * hidden + headDim + 2 * columns + queries + 2 * hidden + intermediate + 20
        return layers * layer + 2 * hidden
    }

    /// Whether an error is within its bound. Where `RETMASK_ROUNDOFF_LOG` names a file, a line with the share of
    /// the bound that was used is added to it.
    public static func holds(_ error: Double, _ bound: Double, _ name: String) -> Bool {
        if let path = ProcessInfo.processInfo.environment["RETMASK_ROUNDOFF_LOG"] {
            let line = String(format: "%.4f %.3g %.3g ", error / bound, error, bound) + name + "\n"
            line.withCString { text in
                let file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
                _ = write(file, text, strlen(text))
                close(file)
            }
        }
        // Also false where one of them is no number.
        return error <= bound
    }

    /// The largest difference; infinite where the counts differ or a difference is no number.
    public static func distance(_ one: [Double], _ two: [Double]) -> Double {
        guard one.count == two.count else { return .infinity }
        return zip(one, two).map { ($0 - $1).isFinite ? abs($0 - $1) : .infinity }.max() ?? 0
    }

    public static func largest(_ list: [Double]) -> Double { list.map { abs($0) }.max() ?? 0 }
}
