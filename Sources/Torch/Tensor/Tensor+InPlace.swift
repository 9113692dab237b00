/// Operations that change a tensor and return it. Their names end in `_`, as PyTorch's do; those without a
/// formula here do what their namesakes without `_` do.
///
/// - Throws: each `TorchError`, for shapes that do not fit and for a leaf that records gradients.
extension Tensor {
    private static let copyOp = Op("aten::copy_")
    private static let zeroOp = Op("aten::zero_")
    private static let fillOp = Op("aten::fill_", "Scalar")
    private static let addOp = Op("aten::add_", "Tensor")
    private static let subOp = Op("aten::sub_", "Tensor")
    private static let mulOp = Op("aten::mul_", "Tensor")
    private static let mulScalarOp = Op("aten::mul_", "Scalar")
    private static let divOp = Op("aten::div_", "Tensor")
    private static let divScalarOp = Op("aten::div_", "Scalar")
    private static let addcmulOp = Op("aten::addcmul_")
    private static let addmmOp = Op("aten::addmm_")
    private static let expOp = Op("aten::exp_")
    private static let clampOp = Op("aten::clamp_")
    private static let indexCopyOp = Op("aten::index_copy_")
    private static let scatterAddOp = Op("aten::scatter_add_")
    private static let indexAddOp = Op("aten::index_add_")
    private static let normalOp = Op("aten::normal_")
    private static let uniformOp = Op("aten::uniform_")
    private static let lerpOp = Op("aten::lerp_", "Scalar")

    /// Runs the operator on this tensor and returns the tensor itself.
    private func changed(_ op: Op, _ arguments: Value...) throws -> Tensor {
        try op.call([.tensor(self)] + arguments)
        return self
    }

    /// Copies the elements of `source`, converted to this dtype and device; broadcast.
    @discardableResult public func copy_(_ source: Tensor) throws -> Tensor {
        try changed(Self.copyOp, .tensor(source))
    }
    /// Sets every element to 0.
    @discardableResult public func zero_() throws -> Tensor { try changed(Self.zeroOp) }
    /// Sets every element to `value`.
    @discardableResult public func fill_(_ value: Double) throws -> Tensor {
        try changed(Self.fillOp, .double(value))
    }
    /// Adds `alpha * other`.
    @discardableResult public func add_(_ other: Tensor, alpha: Double = 1) throws -> Tensor {
        try changed(Self.addOp, .tensor(other), .double(alpha))
    }
    /// Subtracts `alpha * other`.
    @discardableResult public func sub_(_ other: Tensor, alpha: Double = 1) throws -> Tensor {
        try changed(Self.subOp, .tensor(other), .double(alpha))
    }
    /// Multiplies by `other`, elementwise.
    @discardableResult public func mul_(_ other: Tensor) throws -> Tensor {
        try changed(Self.mulOp, .tensor(other))
    }
    /// Multiplies by a number.
    @discardableResult public func mul_(_ number: Double) throws -> Tensor {
        try changed(Self.mulScalarOp, .double(number))
    }
    /// Divides by `other`, elementwise.
    @discardableResult public func div_(_ other: Tensor) throws -> Tensor {
        try changed(Self.divOp, .tensor(other))
    }
    /// Divides by a number.
    @discardableResult public func div_(_ number: Double) throws -> Tensor {
        try changed(Self.divScalarOp, .double(number))
    }
    /// Adds the product of two matrices.
    @discardableResult public func addmm_(_ one: Tensor, _ two: Tensor) throws -> Tensor {
        try changed(Self.addmmOp, .tensor(one), .tensor(two))
    }
    /// e^x in place.
    @discardableResult public func exp_() throws -> Tensor { try changed(Self.expOp) }
    /// Adds `value * one * two`.
    @discardableResult public func addcmul_(
        _ one: Tensor, _ two: Tensor, value: Double = 1
    ) throws -> Tensor {
        try changed(Self.addcmulOp, .tensor(one), .tensor(two), .double(value))
    }
    /// min(max(x, min), max) in place; a bound that is nil does not hold.
    @discardableResult public func clamp_(min: Double? = nil, max: Double? = nil) throws -> Tensor {
        try changed(
            Self.clampOp, min.map { .double($0) } ?? .none, max.map { .double($0) } ?? .none)
    }
    /// Puts the entries of `source` at `index` (int64, [n]) along an axis.
    @discardableResult public func indexCopy_(
        _ dim: Int, _ index: Tensor, _ source: Tensor
    ) throws -> Tensor {
        try changed(Self.indexCopyOp, .int(dim), .tensor(index), .tensor(source))
    }
    /// Adds row i of `source` [m, ..] to row `index[i]` of self [n, ..], for dim 0, and likewise for
    /// other axes; `index` is [m] int64, and a row that occurs twice gets both.
    ///
    /// - Throws: `TorchError` when shapes do not fit or an index is not below n.
    @discardableResult public func indexAdd_(
        _ dim: Int, _ index: Tensor, _ source: Tensor
    ) throws -> Tensor {
        try changed(Self.indexAddOp, .int(dim), .tensor(index), .tensor(source))
    }
    /// Adds `source[i][j]` to `self[i][index[i][j]]` for dim 1, and likewise for other axes.
    @discardableResult public func scatterAdd_(
        _ dim: Int, _ index: Tensor, _ source: Tensor
    ) throws -> Tensor {
        try changed(Self.scatterAddOp, .int(dim), .tensor(index), .tensor(source))
    }
    /// x + weight (end - x).
    @discardableResult public func lerp_(_ end: Tensor, weight: Double) throws -> Tensor {
        try changed(Self.lerpOp, .tensor(end), .double(weight))
    }
    /// Draws every element from a normal distribution; `deviation` is PyTorch's `std`.
    @discardableResult public func normal_(
        mean: Double = 0, deviation: Double = 1, _ stream: RandomStream
    ) throws -> Tensor {
        try changed(Self.normalOp, .double(mean), .double(deviation), .random(stream))
    }
    /// Draws every element uniformly from [low, high).
    @discardableResult public func uniform_(
        _ low: Double = 0, _ high: Double = 1, _ stream: RandomStream
    ) throws -> Tensor {
        try changed(Self.uniformOp, .double(low), .double(high), .random(stream))
    }
}
