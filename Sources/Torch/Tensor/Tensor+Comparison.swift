/// Comparisons give bool tensors.
extension Tensor {
    private static let eqOp = (Op("aten::eq", "Tensor"), Op("aten::eq", "Scalar"))
    private static let neOp = (Op("aten::ne", "Tensor"), Op("aten::ne", "Scalar"))
    private static let ltOp = (Op("aten::lt", "Tensor"), Op("aten::lt", "Scalar"))
    private static let leOp = (Op("aten::le", "Tensor"), Op("aten::le", "Scalar"))
    private static let gtOp = (Op("aten::gt", "Tensor"), Op("aten::gt", "Scalar"))
    private static let geOp = (Op("aten::ge", "Tensor"), Op("aten::ge", "Scalar"))
    private static let andOp = Op("aten::logical_and")
    private static let orOp = Op("aten::logical_or")
    private static let notOp = Op("aten::logical_not")
    private static let allOp = Op("aten::all")
    private static let anyOp = Op("aten::any")
    private static let finiteOp = Op("aten::isfinite")

    private func binary(_ op: Op, _ other: Tensor) throws -> Tensor {
        try op.tensor(.tensor(self), .tensor(other))
    }
    private func binary(_ op: Op, _ number: Double) throws -> Tensor {
        try op.tensor(.tensor(self), .double(number))
    }

    public func eq(_ other: Tensor) throws -> Tensor { try binary(Self.eqOp.0, other) }
    public func eq(_ number: Double) throws -> Tensor { try binary(Self.eqOp.1, number) }
    public func ne(_ other: Tensor) throws -> Tensor { try binary(Self.neOp.0, other) }
    public func ne(_ number: Double) throws -> Tensor { try binary(Self.neOp.1, number) }
    public func lt(_ other: Tensor) throws -> Tensor { try binary(Self.ltOp.0, other) }
    public func lt(_ number: Double) throws -> Tensor { try binary(Self.ltOp.1, number) }
    public func le(_ other: Tensor) throws -> Tensor { try binary(Self.leOp.0, other) }
    public func le(_ number: Double) throws -> Tensor { try binary(Self.leOp.1, number) }
    public func gt(_ other: Tensor) throws -> Tensor { try binary(Self.gtOp.0, other) }
    public func gt(_ number: Double) throws -> Tensor { try binary(Self.gtOp.1, number) }
    public func ge(_ other: Tensor) throws -> Tensor { try binary(Self.geOp.0, other) }
    public func ge(_ number: Double) throws -> Tensor { try binary(Self.geOp.1, number) }
    public func logicalAnd(_ other: Tensor) throws -> Tensor { try binary(Self.andOp, other) }
    public func logicalOr(_ other: Tensor) throws -> Tensor { try binary(Self.orOp, other) }
    public func logicalNot() throws -> Tensor { try unary(Self.notOp) }
    /// Whether all elements are true, as a scalar.
    public func all() throws -> Tensor { try unary(Self.allOp) }
    public func any() throws -> Tensor { try unary(Self.anyOp) }
    public func isFinite() throws -> Tensor { try unary(Self.finiteOp) }

    /// Whether no element is NaN or infinite.
    ///
    /// One pass over memory: their sum is finite, or it overflowed and each is looked at.
    public func isAllFinite() throws -> Bool {
        if try sum().doubles().allSatisfy(\.isFinite) { return true }
        return try isFinite().all().ints() == [1]
    }
}
