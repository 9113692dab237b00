/// Elementwise arithmetic with PyTorch's broadcasting: axes are matched from the last one, and an axis of
/// size 1 is repeated. Formulas are of one element x; names are PyTorch's unless one is given.
extension Tensor {
    private static let addOp = Op("aten::add", "Tensor")
    private static let addScalarOp = Op("aten::add", "Scalar")
    private static let subOp = Op("aten::sub", "Tensor")
    private static let subScalarOp = Op("aten::sub", "Scalar")
    private static let rsubScalarOp = Op("aten::rsub", "Scalar")
    private static let mulOp = Op("aten::mul", "Tensor")
    private static let mulScalarOp = Op("aten::mul", "Scalar")
    private static let divOp = Op("aten::div", "Tensor")
    private static let divScalarOp = Op("aten::div", "Scalar")

    /// `left + right` (`torch.add`).
    public static func + (left: Tensor, right: Tensor) throws -> Tensor {
        try addOp.tensor(.tensor(left), .tensor(right))
    }
    /// `left + right` with a number.
    public static func + (left: Tensor, right: Double) throws -> Tensor {
        try addScalarOp.tensor(.tensor(left), .double(right))
    }
    /// `left - right` (`torch.sub`).
    public static func - (left: Tensor, right: Tensor) throws -> Tensor {
        try subOp.tensor(.tensor(left), .tensor(right))
    }
    /// `left - right` with a number.
    public static func - (left: Tensor, right: Double) throws -> Tensor {
        try subScalarOp.tensor(.tensor(left), .double(right))
    }
    /// `left - right` from a number (`torch.rsub`).
    public static func - (left: Double, right: Tensor) throws -> Tensor {
        try rsubScalarOp.tensor(.tensor(right), .double(left))
    }
    /// `left * right`, elementwise (`torch.mul`); ``matmul(_:)`` is the matrix product.
    public static func * (left: Tensor, right: Tensor) throws -> Tensor {
        try mulOp.tensor(.tensor(left), .tensor(right))
    }
    /// `left * right` with a number.
    public static func * (left: Tensor, right: Double) throws -> Tensor {
        try mulScalarOp.tensor(.tensor(left), .double(right))
    }
    /// `left * right` with a number.
    public static func * (left: Double, right: Tensor) throws -> Tensor { try right * left }
    /// `left / right` (`torch.div`); of integers the quotient is float32.
    public static func / (left: Tensor, right: Tensor) throws -> Tensor {
        try divOp.tensor(.tensor(left), .tensor(right))
    }
    /// `left / right` with a number.
    public static func / (left: Tensor, right: Double) throws -> Tensor {
        try divScalarOp.tensor(.tensor(left), .double(right))
    }
    /// `-x` (`torch.neg`).
    public static prefix func - (tensor: Tensor) throws -> Tensor { try tensor.unary(negOp) }

    private static let negOp = Op("aten::neg")
    private static let expOp = Op("aten::exp")
    private static let logOp = Op("aten::log")
    private static let sqrtOp = Op("aten::sqrt")
    private static let rsqrtOp = Op("aten::rsqrt")
    private static let sinOp = Op("aten::sin")
    private static let cosOp = Op("aten::cos")
    private static let absOp = Op("aten::abs")
    private static let squareOp = Op("aten::square")
    private static let sigmoidOp = Op("aten::sigmoid")
    private static let logSigmoidOp = Op("aten::log_sigmoid")
    private static let tanhOp = Op("aten::tanh")
    private static let reluOp = Op("aten::relu")
    private static let geluOp = Op("aten::gelu")
    private static let powOp = Op("aten::pow", "Tensor_Scalar")
    private static let clampOp = Op("aten::clamp")

    func unary(_ op: Op) throws -> Tensor { try op.tensor(.tensor(self)) }

    /// e^x.
    public func exp() throws -> Tensor { try unary(Self.expOp) }
    /// ln x, the natural logarithm; NaN below 0.
    public func log() throws -> Tensor { try unary(Self.logOp) }
    /// √x; NaN below 0.
    public func sqrt() throws -> Tensor { try unary(Self.sqrtOp) }
    /// 1 / √x.
    public func rsqrt() throws -> Tensor { try unary(Self.rsqrtOp) }
    /// sin x, of radians.
    public func sin() throws -> Tensor { try unary(Self.sinOp) }
    /// cos x, of radians.
    public func cos() throws -> Tensor { try unary(Self.cosOp) }
    /// |x|.
    public func abs() throws -> Tensor { try unary(Self.absOp) }
    /// x².
    public func square() throws -> Tensor { try unary(Self.squareOp) }
    /// 1 / (1 + e^-x).
    public func sigmoid() throws -> Tensor { try unary(Self.sigmoidOp) }
    /// ln(1 / (1 + e^-x)), without overflow for large negative x (`torch.nn.functional.logsigmoid`).
    public func logSigmoid() throws -> Tensor { try unary(Self.logSigmoidOp) }
    /// tanh x = (e^2x - 1) / (e^2x + 1).
    public func tanh() throws -> Tensor { try unary(Self.tanhOp) }
    /// max(x, 0).
    public func relu() throws -> Tensor { try unary(Self.reluOp) }
    /// x Φ(x), with the distribution function Φ of the standard normal: the exact form, not that by tanh.
    public func gelu() throws -> Tensor { try unary(Self.geluOp) }
    /// x^exponent.
    public func pow(_ exponent: Double) throws -> Tensor {
        try Self.powOp.tensor(.tensor(self), .double(exponent))
    }
    /// min(max(x, min), max); a bound that is nil does not hold.
    public func clamp(min: Double? = nil, max: Double? = nil) throws -> Tensor {
        try Self.clampOp.tensor(
            .tensor(self), min.map { .double($0) } ?? .none, max.map { .double($0) } ?? .none)
    }
}

/// Comparisons, which give bool tensors. PyTorch writes them as operators (`x < y`); those of Swift give one `Bool`.
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

    /// Elementwise `x == y` (`torch.eq`), broadcast.
    public func eq(_ other: Tensor) throws -> Tensor { try binary(Self.eqOp.0, other) }
    /// Elementwise `x == number`.
    public func eq(_ number: Double) throws -> Tensor { try binary(Self.eqOp.1, number) }
    /// Elementwise `x != y` (`torch.ne`), broadcast.
    public func ne(_ other: Tensor) throws -> Tensor { try binary(Self.neOp.0, other) }
    /// Elementwise `x != number`.
    public func ne(_ number: Double) throws -> Tensor { try binary(Self.neOp.1, number) }
    /// Elementwise `x < y` (`torch.lt`), broadcast.
    public func lt(_ other: Tensor) throws -> Tensor { try binary(Self.ltOp.0, other) }
    /// Elementwise `x < number`.
    public func lt(_ number: Double) throws -> Tensor { try binary(Self.ltOp.1, number) }
    /// Elementwise `x <= y` (`torch.le`), broadcast.
    public func le(_ other: Tensor) throws -> Tensor { try binary(Self.leOp.0, other) }
    /// Elementwise `x <= number`.
    public func le(_ number: Double) throws -> Tensor { try binary(Self.leOp.1, number) }
    /// Elementwise `x > y` (`torch.gt`), broadcast.
    public func gt(_ other: Tensor) throws -> Tensor { try binary(Self.gtOp.0, other) }
    /// Elementwise `x > number`.
    public func gt(_ number: Double) throws -> Tensor { try binary(Self.gtOp.1, number) }
    /// Elementwise `x >= y` (`torch.ge`), broadcast.
    public func ge(_ other: Tensor) throws -> Tensor { try binary(Self.geOp.0, other) }
    /// Elementwise `x >= number`.
    public func ge(_ number: Double) throws -> Tensor { try binary(Self.geOp.1, number) }
    /// Elementwise `x and y` (`torch.logical_and`; `x & y` of bool tensors).
    public func logicalAnd(_ other: Tensor) throws -> Tensor { try binary(Self.andOp, other) }
    /// Elementwise `x or y` (`torch.logical_or`; `x | y` of bool tensors).
    public func logicalOr(_ other: Tensor) throws -> Tensor { try binary(Self.orOp, other) }
    /// Elementwise `not x` (`torch.logical_not`; `~x` of a bool tensor).
    public func logicalNot() throws -> Tensor { try unary(Self.notOp) }
    /// Whether all elements are true, as a scalar.
    public func all() throws -> Tensor { try unary(Self.allOp) }
    /// Whether some element is true, as a scalar.
    public func any() throws -> Tensor { try unary(Self.anyOp) }
    /// Elementwise, whether a number is neither NaN nor infinite (`torch.isfinite`).
    public func isFinite() throws -> Tensor { try unary(Self.finiteOp) }

    /// Whether no element is NaN or infinite.
    ///
    /// One pass over memory: their sum is finite, or it overflowed and each is looked at.
    public func isAllFinite() throws -> Bool {
        if try sum().doubles().allSatisfy(\.isFinite) { return true }
        return try isFinite().all().ints() == [1]
    }
}
