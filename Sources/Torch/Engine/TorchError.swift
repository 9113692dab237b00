public import Storage

/// What went wrong in an operator of libtorch: its name, the shapes it was given, libtorch's words.
///
///     aten::mm with [2, 3], [4, 5]: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)
public struct TorchError: ToolError, Equatable {
    /// Schema name of the operator, `aten::mm`; empty when no operator was involved.
    public let operation: String
    /// Shapes of the tensors among the arguments, in order.
    public let shapes: [[Int]]
    public let reason: String

    public init(operation: String = "", shapes: [[Int]] = [], reason: String) {
        self.operation = operation
        self.shapes = shapes
        self.reason = reason
    }

    public var description: String {
        let place = shapes.isEmpty ? operation : "\(operation) with \(Self.text(shapes))"
        return place.isEmpty ? reason : "\(place): \(reason)"
    }

    public var exitCode: ToolExit { .usage }

    static func text(_ shapes: [[Int]]) -> String {
        shapes.map { "[\($0.map(String.init).joined(separator: ", "))]" }.joined(separator: ", ")
    }
}
