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

    /// The same elements in another shape, sharing memory; -1 stands for the size that is left.
    /// - Throws: `TorchError` where the layout in memory does not allow it; ``reshape(_:)`` then copies.
    public func view(_ shape: [Int]) throws -> Tensor {
        try Self.viewOp.tensor(.tensor(self), .ints(shape))
    }
    /// As ``view(_:)`` where that is possible, else a copy.
    public func reshape(_ shape: [Int]) throws -> Tensor {
        try Self.reshapeOp.tensor(.tensor(self), .ints(shape))
    }
    /// Two axes exchanged, as a view.
    public func transpose(_ one: Int, _ two: Int) throws -> Tensor {
        try Self.transposeOp.tensor(.tensor(self), .int(one), .int(two))
    }
    /// The axes in another order, as a view.
    public func permute(_ order: [Int]) throws -> Tensor {
        try Self.permuteOp.tensor(.tensor(self), .ints(order))
    }
    /// The elements in row-major order in memory; itself when they are.
    public func contiguous() throws -> Tensor { try unary(Self.contiguousOp) }
    /// With an axis of size 1 before `dim`: `x[:, None]` for 1.
    public func unsqueeze(_ dim: Int) throws -> Tensor {
        try Self.unsqueezeOp.tensor(.tensor(self), .int(dim))
    }
    /// Without the axis `dim`, if its size is 1.
    public func squeeze(_ dim: Int) throws -> Tensor {
        try Self.squeezeOp.tensor(.tensor(self), .int(dim))
    }
    /// Axes of size 1 repeated to these sizes, without a copy; -1 keeps a size.
    public func expand(_ shape: [Int]) throws -> Tensor {
        try Self.expandOp.tensor(.tensor(self), .ints(shape))
    }
    /// `length` entries from `start` along an axis, as a view: `x[:, start:start + length]` for dim 1.
    public func narrow(_ dim: Int, start: Int, length: Int) throws -> Tensor {
        try Self.narrowOp.tensor(.tensor(self), .int(dim), .int(start), .int(length))
    }
    /// One entry along an axis, which disappears, as a view: `x[:, index]` for dim 1.
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
    /// Tensors joined along an axis that they have.
    public static func cat(_ tensors: [Tensor], dim: Int = 0) throws -> Tensor {
        try catOp.tensor(.tensors(tensors), .int(dim))
    }
    /// Tensors of one shape joined along a new axis.
    public static func stack(_ tensors: [Tensor], dim: Int = 0) throws -> Tensor {
        try stackOp.tensor(.tensors(tensors), .int(dim))
    }
    /// The entries along these axes in reverse order, as a copy.
    public func flip(_ dims: [Int]) throws -> Tensor {
        try Self.flipOp.tensor(.tensor(self), .ints(dims))
    }
    /// Each entry along an axis `count` times in a row (`repeat_interleave`).
    public func repeatInterleave(_ count: Int, dim: Int) throws -> Tensor {
        try Self.repeatOp.tensor(.tensor(self), .int(count), .int(dim))
    }
    /// Zero above the diagonal `k` (0 is the main one, positive is above it).
    public func tril(_ k: Int = 0) throws -> Tensor {
        try Self.trilOp.tensor(.tensor(self), .int(k))
    }
    /// Zero below the diagonal `k`, as for ``tril(_:)``.
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
    /// A copy in memory of its own.
    public func clone() throws -> Tensor { try unary(Self.cloneOp) }
    /// The same memory, outside the recording of gradients.
    public func detach() throws -> Tensor { try unary(Self.detachOp) }
}

/// Reading and writing by indices, where PyTorch has brackets. Indices are int64 tensors; each operation throws
/// `TorchError` for one that is out of range and for shapes that do not fit.
extension Tensor {
    private static let indexSelectOp = Op("aten::index_select")
    private static let gatherOp = Op("aten::gather")
    private static let scatterAddOp = Op("aten::scatter_add")
    private static let scatterOp = Op("aten::scatter", "src")
    private static let indexAddOp = Op("aten::index_add")
    private static let maskedFillOp = Op("aten::masked_fill", "Scalar")
    private static let whereOp = Op("aten::where", "self")
    private static let nonzeroOp = Op("aten::nonzero")

    /// The entries `index` (int64, [n]) along an axis, in that order: `x[:, index]` for dim 1.
    public func indexSelect(_ dim: Int, _ index: Tensor) throws -> Tensor {
        try Self.indexSelectOp.tensor(.tensor(self), .int(dim), .tensor(index))
    }
    /// `out[i][j] = self[i][index[i][j]]` for dim 1, and likewise for other axes.
    public func gather(_ dim: Int, _ index: Tensor) throws -> Tensor {
        try Self.gatherOp.tensor(.tensor(self), .int(dim), .tensor(index))
    }
    /// A copy in which `source[i][j]` is added to `[i][index[i][j]]` for dim 1, and likewise for other axes.
    public func scatterAdd(_ dim: Int, _ index: Tensor, _ source: Tensor) throws -> Tensor {
        try Self.scatterAddOp.tensor(.tensor(self), .int(dim), .tensor(index), .tensor(source))
    }
    /// A copy in which `[i][index[i][j]]` is `source[i][j]` for dim 1, and likewise for other axes.
    public func scatter(_ dim: Int, _ index: Tensor, _ source: Tensor) throws -> Tensor {
        try Self.scatterOp.tensor(.tensor(self), .int(dim), .tensor(index), .tensor(source))
    }
    /// A copy in which row i of `source` is added to row `index[i]`; see ``indexAdd_(_:_:_:)``.
    public func indexAdd(_ dim: Int, _ index: Tensor, _ source: Tensor) throws -> Tensor {
        try Self.indexAddOp.tensor(.tensor(self), .int(dim), .tensor(index), .tensor(source))
    }
    /// A copy with `value` wherever the bool `mask` is true; broadcast.
    public func maskedFill(_ mask: Tensor, value: Double) throws -> Tensor {
        try Self.maskedFillOp.tensor(.tensor(self), .tensor(mask), .double(value))
    }
    /// `one` where the bool `condition` is true, else `two`; broadcast.
    public static func `where`(_ condition: Tensor, _ one: Tensor, _ two: Tensor) throws -> Tensor {
        try whereOp.tensor(.tensor(condition), .tensor(one), .tensor(two))
    }
    /// Indices of the elements that are not zero, [n, rank].
    public func nonzero() throws -> Tensor { try unary(Self.nonzeroOp) }
}
