import CTorch
public import Storage

/// An operator of libtorch, found once by its schema name (`torch.ops`).
///
/// ```swift
/// let matmul = Op("aten::matmul")
/// let product = try matmul.tensor(.tensor(a), .tensor(b))
/// ```
/// Arguments go in the order of the schema; trailing ones that are left out take its defaults.
public struct Op: Sendable {
    /// Schema name, `aten::matmul`.
    public let name: String
    let operation: Result<Handle, TorchError>

    /// A pointer into libtorch's dispatcher, valid for the life of the process.
    struct Handle: @unchecked Sendable { let pointer: OpaquePointer }

    /// - Parameters:
    ///   - name: the schema name, `aten::add`.
    ///   - overload: the part after the dot, `Tensor` in `aten::add.Tensor`; empty for none.
    ///
    /// An operator that does not exist is an error when it is called.
    public init(_ name: String, _ overload: String = "") {
        self.name = name
        operation = Result { () throws(TorchError) in
            let functions = try Engine.table.get().functions.pointee
            var pointer: OpaquePointer?
            var message: UnsafeMutablePointer<CChar>?
            guard functions.find(name, overload, &pointer, &message) == 0, let pointer else {
                throw TorchError(operation: name, reason: Self.take(message, functions))
            }
            return Handle(pointer: pointer)
        }
    }

    /// Calls the operator; results in the order of its schema.
    /// - Throws: `TorchError` with the operator's name and the shapes of its arguments.
    @discardableResult
    public func call(_ arguments: [Value]) throws -> [Value] {
        let handle = try operation.get()
        let functions = Engine.functions
        return try withUnsafeTemporaryAllocation(of: CTorchValue.self, capacity: arguments.count) {
            encoded in
            for (index, argument) in arguments.enumerated() {
                encoded.initializeElement(at: index, to: argument.encoded())
            }
            defer {
                for (index, argument) in arguments.enumerated() where argument.isList {
                    UnsafeMutableRawPointer(mutating: encoded[index].as.list)?.deallocate()
                }
            }
            return try withUnsafeTemporaryAllocation(of: CTorchValue.self, capacity: Self.room) {
                results in
                results.initialize(repeating: CTorchValue())
                var made: Int32 = 0
                var message: UnsafeMutablePointer<CChar>?
                let status = withExtendedLifetime(arguments) {
                    functions.call(
                        handle.pointer, encoded.baseAddress, Int32(arguments.count),
                        results.baseAddress, Int32(Self.room), &made, &message)
                }
                guard status == 0 else {
                    throw TorchError(
                        operation: name, shapes: arguments.flatMap(\.shapes),
                        reason: Self.take(message, functions))
                }
                return (0..<Int(made)).map { Value(taking: &results[$0], functions) }
            }
        }
    }

    /// Calls an operator whose first result is a tensor, and returns that.
    /// - Throws: as ``call(_:)``, and when the result is no tensor.
    public func tensor(_ arguments: Value...) throws -> Tensor { try first(call(arguments)) }

    /// Calls an operator whose first two results are tensors, and returns these.
    /// - Throws: as ``call(_:)``, and when they are no tensors.
    public func pair(_ arguments: Value...) throws -> (Tensor, Tensor) {
        let results = try call(arguments)
        guard results.count > 1, case .tensor(let one) = results[0],
            case .tensor(let two) = results[1]
        else { throw TorchError(operation: name, reason: "it does not give two tensors") }
        return (one, two)
    }

    func first(_ results: [Value]) throws -> Tensor {
        guard case .tensor(let tensor)? = results.first else {
            throw TorchError(operation: name, reason: "it does not give a tensor")
        }
        return tensor
    }

    /// The most results of a call; no operator that is used here gives more.
    static let room = 16

    /// libtorch's message on one line: the first paragraph, without the source locations after it.
    static func take(_ message: UnsafeMutablePointer<CChar>?, _ functions: CTorchEngine) -> String {
        guard let message else { return "unknown reason" }
        defer { functions.free_text(message) }
        return String(cString: message).split(separator: "\n").first.map(String.init)
            ?? "unknown reason"
    }
}

/// An error of an operator of libtorch: its name, the shapes it was given, libtorch's message.
///
///     aten::mm with [2, 3], [4, 5]: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)
public struct TorchError: ToolError, Equatable {
    /// Schema name of the operator, `aten::mm`; empty when no operator was involved.
    public let operation: String
    /// Shapes of the tensors among the arguments, in order.
    public let shapes: [[Int]]
    /// libtorch's message, or one of this package's own.
    public let reason: String
    /// The library that the loader did not find, such as `libtorch_cpu.so`, when that is why the engine does not load.
    package var missingLibrary: String?

    /// - Parameters:
    ///   - operation: schema name of the operator; empty for none.
    ///   - shapes: those of its tensors.
    ///   - reason: the message.
    public init(operation: String = "", shapes: [[Int]] = [], reason: String) {
        self.operation = operation
        self.shapes = shapes
        self.reason = reason
    }

    /// Operator, shapes and reason on one line.
    public var description: String {
        let place = shapes.isEmpty ? operation : "\(operation) with \(Self.text(shapes))"
        return place.isEmpty ? reason : "\(place): \(reason)"
    }

    /// 2, as for other errors of usage.
    public var exitCode: ToolExit { .usage }

    static func text(_ shapes: [[Int]]) -> String {
        shapes.map { "[\($0.map(String.init).joined(separator: ", "))]" }.joined(separator: ", ")
    }
}
