import CTorch

extension Tensor {
    private static let emptyOp = Op("aten::empty", "memory_format")
    private static let fullOp = Op("aten::full")
    private static let arangeOp = Op("aten::arange", "start_step")
    private static let likeOp = Op("aten::full_like")

    /// A tensor whose elements are not set to anything (`torch.empty`).
    public static func empty(
        _ shape: [Int], dtype: DType = .float32, device: Device = .cpu
    ) throws -> Tensor {
        try emptyOp.tensor(.ints(shape), .dtype(dtype), .none, .device(device))
    }

    /// A tensor of one value (`torch.full`).
    public static func full(
        _ shape: [Int], _ value: Double, dtype: DType = .float32, device: Device = .cpu
    ) throws -> Tensor {
        try fullOp.tensor(.ints(shape), .double(value), .dtype(dtype), .none, .device(device))
    }

    /// A tensor of zeros (`torch.zeros`).
    public static func zeros(
        _ shape: [Int], dtype: DType = .float32, device: Device = .cpu
    ) throws -> Tensor { try full(shape, 0, dtype: dtype, device: device) }

    /// A tensor of ones (`torch.ones`).
    public static func ones(
        _ shape: [Int], dtype: DType = .float32, device: Device = .cpu
    ) throws -> Tensor { try full(shape, 1, dtype: dtype, device: device) }

    /// `start, start + step, …` before `end` (`torch.arange`); [n], int64 unless told otherwise.
    public static func arange(
        _ start: Int = 0, _ end: Int, step: Int = 1, dtype: DType = .int64, device: Device = .cpu
    ) throws -> Tensor {
        try arangeOp.tensor(
            .int(start), .int(end), .int(step), .dtype(dtype), .none, .device(device))
    }

    /// Zeros of the same shape, dtype and device (`torch.zeros_like`).
    public func zerosLike() throws -> Tensor { try Self.likeOp.tensor(.tensor(self), .int(0)) }

    /// Ones of the same shape, dtype and device (`torch.ones_like`).
    public func onesLike() throws -> Tensor { try Self.likeOp.tensor(.tensor(self), .int(1)) }

    /// A float32 tensor on the CPU of `values` in row-major order (`torch.tensor`).
    /// - Throws: `TorchError` when the shape does not hold as many values.
    public convenience init(_ values: [Float], shape: [Int]) throws {
        try self.init(copying: values, shape: shape, .float32)
    }

    /// float64.
    public convenience init(_ values: [Double], shape: [Int]) throws {
        try self.init(copying: values, shape: shape, .float64)
    }

    /// int64.
    public convenience init(_ values: [Int], shape: [Int]) throws {
        try self.init(copying: values, shape: shape, .int64)
    }

    /// int32.
    public convenience init(_ values: [Int32], shape: [Int]) throws {
        try self.init(copying: values, shape: shape, .int32)
    }

    /// uint8.
    public convenience init(_ values: [UInt8], shape: [Int]) throws {
        try self.init(copying: values, shape: shape, .uint8)
    }

    /// bool.
    public convenience init(_ values: [Bool], shape: [Int]) throws {
        try self.init(copying: values.map { UInt8($0 ? 1 : 0) }, shape: shape, .bool)
    }

    /// Copies `values` into memory of libtorch, in row-major order.
    private convenience init<Element>(copying values: [Element], shape: [Int], _ type: DType) throws
    {
        guard shape.allSatisfy({ $0 >= 0 }), shape.reduce(1, *) == values.count else {
            throw TorchError(
                operation: "tensor", shapes: [shape],
                reason: "the shape does not hold \(values.count) values")
        }
        let made = try Tensor.empty(shape, dtype: type)
        if !values.isEmpty {
            values.withUnsafeBytes { source in
                made.data?.copyMemory(from: source.baseAddress!, byteCount: source.count)
            }
        }
        self.init(owning: made.release())
    }

    /// A tensor over memory that `owner` keeps alive; nothing is copied.
    ///
    /// The memory must stay valid and unchanged in size for the life of `owner`.
    static func over(
        _ memory: UnsafeMutableRawPointer, shape: [Int], dtype: DType, owner: AnyObject
    ) throws -> Tensor {
        let functions = try Engine.table.get().functions.pointee
        var result: OpaquePointer?
        var message: UnsafeMutablePointer<CChar>?
        let context = Unmanaged.passRetained(owner)
        let status = functions.from_memory(
            memory, shape.map(Int64.init), Int32(shape.count), Int32(dtype.rawValue),
            { Unmanaged<AnyObject>.fromOpaque($0!).release() }, context.toOpaque(), &result,
            &message)
        guard status == 0, let result else {
            throw TorchError(
                operation: "from_memory", shapes: [shape], reason: Op.take(message, functions))
        }
        return Tensor(owning: result)
    }

    /// First element in memory; valid while this object lives. Null for an empty tensor.
    var data: UnsafeMutableRawPointer? { Engine.functions.data(handle) }
}
