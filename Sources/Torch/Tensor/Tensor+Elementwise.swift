/// Arithmetic, number by number, with libtorch's broadcasting: axes are matched from the last one,
/// and an axis of size 1 is repeated.
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

    public static func + (left: Tensor, right: Tensor) throws -> Tensor {
        try addOp.tensor(.tensor(left), .tensor(right))
    }
    public static func + (left: Tensor, right: Double) throws -> Tensor {
        try addScalarOp.tensor(.tensor(left), .double(right))
    }
    public static func - (left: Tensor, right: Tensor) throws -> Tensor {
        try subOp.tensor(.tensor(left), .tensor(right))
    }
    public static func - (left: Tensor, right: Double) throws -> Tensor {
        try subScalarOp.tensor(.tensor(left), .double(right))
    }
    public static func - (left: Double, right: Tensor) throws -> Tensor {
        try rsubScalarOp.tensor(.tensor(right), .double(left))
    }
    public static func * (left: Tensor, right: Tensor) throws -> Tensor {
        try mulOp.tensor(.tensor(left), .tensor(right))
    }
    public static func * (left: Tensor, right: Double) throws -> Tensor {
        try mulScalarOp.tensor(.tensor(left), .double(right))
    }
    public static func * (left: Double, right: Tensor) throws -> Tensor { try right * left }
    public static func / (left: Tensor, right: Tensor) throws -> Tensor {
        try divOp.tensor(.tensor(left), .tensor(right))
    }
    public static func / (left: Tensor, right: Double) throws -> Tensor {
        try divScalarOp.tensor(.tensor(left), .double(right))
    }
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

    public func exp() throws -> Tensor { try unary(Self.expOp) }
    public func log() throws -> Tensor { try unary(Self.logOp) }
    public func sqrt() throws -> Tensor { try unary(Self.sqrtOp) }
    public func rsqrt() throws -> Tensor { try unary(Self.rsqrtOp) }
    public func sin() throws -> Tensor { try unary(Self.sinOp) }
    public func cos() throws -> Tensor { try unary(Self.cosOp) }
    public func abs() throws -> Tensor { try unary(Self.absOp) }
    public func square() throws -> Tensor { try unary(Self.squareOp) }
    public func sigmoid() throws -> Tensor { try unary(Self.sigmoidOp) }
    /// log(sigmoid(x)), without overflow for large negative x.
    public func logSigmoid() throws -> Tensor { try unary(Self.logSigmoidOp) }
    public func tanh() throws -> Tensor { try unary(Self.tanhOp) }
    public func relu() throws -> Tensor { try unary(Self.reluOp) }
    public func gelu() throws -> Tensor { try unary(Self.geluOp) }
    public func pow(_ exponent: Double) throws -> Tensor {
        try Self.powOp.tensor(.tensor(self), .double(exponent))
    }
    public func clamp(min: Double? = nil, max: Double? = nil) throws -> Tensor {
        try Self.clampOp.tensor(
            .tensor(self), min.map { .double($0) } ?? .none, max.map { .double($0) } ?? .none)
    }
}
