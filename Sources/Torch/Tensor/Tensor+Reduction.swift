/// Reductions over all elements, to a scalar, or along the axis `dim`, which goes or, with `keepDim`,
/// has length 1. `cumsum`, `sort` and the softmaxes keep the shape. They throw `TorchError` for an axis
/// that is not there.
extension Tensor {
    private static let sumOp = Op("aten::sum")
    private static let sumDimOp = Op("aten::sum", "dim_IntList")
    private static let meanOp = Op("aten::mean")
    private static let meanDimOp = Op("aten::mean", "dim")
    private static let maxOp = Op("aten::max")
    private static let minOp = Op("aten::min")
    private static let amaxOp = Op("aten::amax")
    private static let aminOp = Op("aten::amin")
    private static let argmaxOp = Op("aten::argmax")
    private static let argminOp = Op("aten::argmin")
    private static let normOp = Op("aten::linalg_vector_norm")
    private static let cumsumOp = Op("aten::cumsum")
    private static let topkOp = Op("aten::topk")
    private static let sortOp = Op("aten::sort", "stable")
    private static let softmaxOp = Op("aten::softmax", "int")
    private static let logSoftmaxOp = Op("aten::log_softmax", "int")
    private static let logSumExpOp = Op("aten::logsumexp")

    /// Σ x over all elements; of integers and bools int64.
    public func sum() throws -> Tensor { try unary(Self.sumOp) }
    /// Σ x along an axis.
    public func sum(_ dim: Int, keepDim: Bool = false) throws -> Tensor {
        try Self.sumDimOp.tensor(.tensor(self), .ints([dim]), .bool(keepDim))
    }
    /// Σ x / n over all elements; of floating dtypes.
    public func mean() throws -> Tensor { try unary(Self.meanOp) }
    /// Σ x / n along an axis.
    public func mean(_ dim: Int, keepDim: Bool = false) throws -> Tensor {
        try Self.meanDimOp.tensor(.tensor(self), .ints([dim]), .bool(keepDim))
    }
    /// The largest element.
    public func max() throws -> Tensor { try unary(Self.maxOp) }
    /// The largest along an axis, without its index (`torch.amax`).
    public func max(_ dim: Int, keepDim: Bool = false) throws -> Tensor {
        try Self.amaxOp.tensor(.tensor(self), .ints([dim]), .bool(keepDim))
    }
    /// The smallest element.
    public func min() throws -> Tensor { try unary(Self.minOp) }
    /// The smallest along an axis, without its index (`torch.amin`).
    public func min(_ dim: Int, keepDim: Bool = false) throws -> Tensor {
        try Self.aminOp.tensor(.tensor(self), .ints([dim]), .bool(keepDim))
    }
    /// Index of the largest element along an axis; of equal ones the first on the CPU. int64.
    public func argmax(_ dim: Int, keepDim: Bool = false) throws -> Tensor {
        try Self.argmaxOp.tensor(.tensor(self), .int(dim), .bool(keepDim))
    }
    /// Index of the smallest element along an axis, int64.
    public func argmin(_ dim: Int, keepDim: Bool = false) throws -> Tensor {
        try Self.argminOp.tensor(.tensor(self), .int(dim), .bool(keepDim))
    }
    /// √Σ x² over all elements (`torch.linalg.vector_norm`).
    public func norm() throws -> Tensor { try unary(Self.normOp) }
    /// Running sums along an axis.
    public func cumsum(_ dim: Int) throws -> Tensor {
        try Self.cumsumOp.tensor(.tensor(self), .int(dim))
    }
    /// The k largest along an axis, largest first.
    public func topk(_ k: Int, dim: Int = -1) throws -> (values: Tensor, indices: Tensor) {
        let (values, indices) = try Self.topkOp.pair(.tensor(self), .int(k), .int(dim))
        return (values, indices)
    }
    /// The elements in order along an axis, and the indices that they had; equal ones keep their order.
    public func sort(_ dim: Int = -1, descending: Bool = false) throws -> (
        values: Tensor, indices: Tensor
    ) {
        let (values, indices) = try Self.sortOp.pair(
            .tensor(self), .bool(true), .int(dim), .bool(descending))
        return (values, indices)
    }
    /// e^x / Σ e^x along an axis.
    public func softmax(_ dim: Int = -1) throws -> Tensor {
        try Self.softmaxOp.tensor(.tensor(self), .int(dim))
    }
    /// x - ln Σ e^x along an axis (`log_softmax`).
    public func logSoftmax(_ dim: Int = -1) throws -> Tensor {
        try Self.logSoftmaxOp.tensor(.tensor(self), .int(dim))
    }
    /// ln Σ e^x along an axis, without overflow (`logsumexp`).
    public func logSumExp(_ dim: Int = -1, keepDim: Bool = false) throws -> Tensor {
        try Self.logSumExpOp.tensor(.tensor(self), .ints([dim]), .bool(keepDim))
    }
}
