import CTorch

/// An operator of libtorch, found once by its schema name.
///
/// ```swift
/// let matmul = Op("aten::matmul")
/// let product = try matmul.tensor(.tensor(a), .tensor(b))
/// ```
/// Arguments go in the order of the schema; trailing ones that are left out take its defaults.
public struct Op: Sendable {
    public let name: String
    let operation: Result<Handle, TorchError>

    /// A pointer into libtorch's dispatcher, valid for the life of the process.
    struct Handle: @unchecked Sendable { let pointer: OpaquePointer }

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
    public func tensor(_ arguments: Value...) throws -> Tensor { try first(call(arguments)) }

    /// Calls an operator whose first two results are tensors.
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

    /// No operator that is used here gives more results.
    static let room = 16

    /// libtorch's words on one line: the first paragraph, without the source locations after it.
    static func take(_ message: UnsafeMutablePointer<CChar>?, _ functions: CTorchEngine) -> String {
        guard let message else { return "unknown reason" }
        defer { functions.free_text(message) }
        return String(cString: message).split(separator: "\n").first.map(String.init)
            ?? "unknown reason"
    }
}
