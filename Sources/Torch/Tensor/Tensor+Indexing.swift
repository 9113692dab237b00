extension Tensor {
    private static let indexSelectOp = Op("aten::index_select")
    private static let gatherOp = Op("aten::gather")
    private static let scatterAddOp = Op("aten::scatter_add")
    private static let scatterOp = Op("aten::scatter", "src")
    private static let indexAddOp = Op("aten::index_add")
    private static let maskedFillOp = Op("aten::masked_fill", "Scalar")
    private static let whereOp = Op("aten::where", "self")
    private static let nonzeroOp = Op("aten::nonzero")

    /// The entries `index` (int64, [n]) along an axis, in that order.
    public func indexSelect(_ dim: Int, _ index: Tensor) throws -> Tensor {
        try Self.indexSelectOp.tensor(.tensor(self), .int(dim), .tensor(index))
    }
    /// `out[i][j] = self[i][index[i][j]]` for dim 1, and likewise for other axes.
    public func gather(_ dim: Int, _ index: Tensor) throws -> Tensor {
        try Self.gatherOp.tensor(.tensor(self), .int(dim), .tensor(index))
    }
    public func scatterAdd(_ dim: Int, _ index: Tensor, _ source: Tensor) throws -> Tensor {
        try Self.scatterAddOp.tensor(.tensor(self), .int(dim), .tensor(index), .tensor(source))
    }
    public func scatter(_ dim: Int, _ index: Tensor, _ source: Tensor) throws -> Tensor {
        try Self.scatterOp.tensor(.tensor(self), .int(dim), .tensor(index), .tensor(source))
    }
    public func indexAdd(_ dim: Int, _ index: Tensor, _ source: Tensor) throws -> Tensor {
        try Self.indexAddOp.tensor(.tensor(self), .int(dim), .tensor(index), .tensor(source))
    }
    /// `value` wherever the bool `mask` is true.
    public func maskedFill(_ mask: Tensor, value: Double) throws -> Tensor {
        try Self.maskedFillOp.tensor(.tensor(self), .tensor(mask), .double(value))
    }
    /// `one` where the condition is true, else `two`.
    public static func `where`(_ condition: Tensor, _ one: Tensor, _ two: Tensor) throws -> Tensor {
        try whereOp.tensor(.tensor(condition), .tensor(one), .tensor(two))
    }
    /// Indices of the elements that are not zero, [n, rank].
    public func nonzero() throws -> Tensor { try unary(Self.nonzeroOp) }
}
