/// Views share memory with their source; `contiguous`, `clone`, `cat` and `stack` copy.
extension Tensor {
    private static let viewOp = Op("aten::view")
    private static let reshapeOp = Op("aten::reshape")
    private static let transposeOp = Op("aten::transpose", "int")
    private static let permuteOp = Op("aten::permute")
    private static let contiguousOp = Op("aten::contiguous")
    private static let unsqueezeOp = Op("aten::unsqueeze")
    private static let squeezeOp = Op("aten::squeeze", "dim")
    private static let expandOp = Op("aten::expand")
    private static let narrowOp = Op("aten::narrow")
    private static let selectOp = Op("aten::select", "int")
    private static let splitOp = Op("aten::split_with_sizes")
    private static let catOp = Op("aten::cat")
    private static let stackOp = Op("aten::stack")
    private static let flipOp = Op("aten::flip")
    private static let repeatOp = Op("aten::repeat_interleave", "self_int")
    private static let trilOp = Op("aten::tril")
    private static let triuOp = Op("aten::triu")
    private static let toTypeOp = Op("aten::to", "dtype")
    private static let toDeviceOp = Op("aten::to", "device")
    private static let cloneOp = Op("aten::clone")
    private static let detachOp = Op("aten::detach")

    public func view(_ shape: [Int]) throws -> Tensor {
        try Self.viewOp.tensor(.tensor(self), .ints(shape))
    }
    public func reshape(_ shape: [Int]) throws -> Tensor {
        try Self.reshapeOp.tensor(.tensor(self), .ints(shape))
    }
    public func transpose(_ one: Int, _ two: Int) throws -> Tensor {
        try Self.transposeOp.tensor(.tensor(self), .int(one), .int(two))
    }
    public func permute(_ order: [Int]) throws -> Tensor {
        try Self.permuteOp.tensor(.tensor(self), .ints(order))
    }
    public func contiguous() throws -> Tensor { try unary(Self.contiguousOp) }
    public func unsqueeze(_ dim: Int) throws -> Tensor {
        try Self.unsqueezeOp.tensor(.tensor(self), .int(dim))
    }
    public func squeeze(_ dim: Int) throws -> Tensor {
        try Self.squeezeOp.tensor(.tensor(self), .int(dim))
    }
    public func expand(_ shape: [Int]) throws -> Tensor {
        try Self.expandOp.tensor(.tensor(self), .ints(shape))
    }
    /// `length` entries from `start` along an axis.
    public func narrow(_ dim: Int, start: Int, length: Int) throws -> Tensor {
        try Self.narrowOp.tensor(.tensor(self), .int(dim), .int(start), .int(length))
    }
    /// One entry along an axis, which disappears.
    public func select(_ dim: Int, _ index: Int) throws -> Tensor {
        try Self.selectOp.tensor(.tensor(self), .int(dim), .int(index))
    }
    /// Neighbouring parts of these sizes along an axis. Their gradients are put together in one
    /// piece, where those of as many `narrow` would each be as large as the whole.
    public func split(_ sizes: [Int], dim: Int = 0) throws -> [Tensor] {
        let results = try Self.splitOp.call([.tensor(self), .ints(sizes), .int(dim)])
        guard case .tensors(let parts)? = results.first else {
            throw TorchError(operation: Self.splitOp.name, reason: "it does not give tensors")
        }
        return parts.compactMap { $0 }
    }
    public static func cat(_ tensors: [Tensor], dim: Int = 0) throws -> Tensor {
        try catOp.tensor(.tensors(tensors), .int(dim))
    }
    public static func stack(_ tensors: [Tensor], dim: Int = 0) throws -> Tensor {
        try stackOp.tensor(.tensors(tensors), .int(dim))
    }
    public func flip(_ dims: [Int]) throws -> Tensor {
        try Self.flipOp.tensor(.tensor(self), .ints(dims))
    }
    /// Each entry along an axis `count` times in a row.
    public func repeatInterleave(_ count: Int, dim: Int) throws -> Tensor {
        try Self.repeatOp.tensor(.tensor(self), .int(count), .int(dim))
    }
    /// Zero above the diagonal `k` (0 is the main one, positive is above it).
    public func tril(_ k: Int = 0) throws -> Tensor {
        try Self.trilOp.tensor(.tensor(self), .int(k))
    }
    public func triu(_ k: Int = 0) throws -> Tensor {
        try Self.triuOp.tensor(.tensor(self), .int(k))
    }
    /// In another dtype; itself when it has that already.
    public func to(_ type: DType) throws -> Tensor {
        type == dtype ? self : try Self.toTypeOp.tensor(.tensor(self), .dtype(type))
    }
    /// On another device; itself when it is there already.
    public func to(_ place: Device) throws -> Tensor {
        place == device
            ? self : try Self.toDeviceOp.tensor(.tensor(self), .device(place), .dtype(dtype))
    }
    public func clone() throws -> Tensor { try unary(Self.cloneOp) }
    /// The same memory, outside the recording of gradients.
    public func detach() throws -> Tensor { try unary(Self.detachOp) }
}
