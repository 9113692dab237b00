import Torch

extension Tensor {
    /// Numbers that are known without a generator, spread over -1 to 1.
    static func known(_ shape: [Int], step: Double) throws -> Tensor {
        let count = shape.reduce(1, *)
        let values = (0..<count).map {
            Float((Double($0) * step).truncatingRemainder(dividingBy: 2)) - 1
        }
        return try Tensor(values, shape: shape)
    }
}

extension VectorLevel {
    /// The levels that this machine has; the lowest one where there is no engine, whose absence the tests then say.
    static var here: [VectorLevel] { (try? available()) ?? [.sse] }
}
