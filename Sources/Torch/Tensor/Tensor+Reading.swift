extension Tensor {
    private static let itemOp = Op("aten::_local_scalar_dense")

    /// All elements in row-major order, whatever the dtype, layout and device.
    public func floats() throws -> [Float] { try copied(.float32) }

    public func doubles() throws -> [Double] { try copied(.float64) }

    public func ints() throws -> [Int] { try (copied(.int64) as [Int64]).map(Int.init) }

    public func bools() throws -> [Bool] { try (copied(.uint8) as [UInt8]).map { $0 != 0 } }

    /// The bytes of all elements in row-major order.
    public func bytes() throws -> [UInt8] {
        let flat = try detach().to(.cpu).contiguous()
        return [UInt8](UnsafeRawBufferPointer(start: flat.data, count: count * dtype.size))
    }

    /// Calls `body` with the bytes in row-major order, copied only when they are elsewhere or in
    /// another layout. The pointer is valid during the call.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws
        -> Result
    {
        let flat = try detach().to(.cpu).contiguous()
        return try withExtendedLifetime(flat) {
            try body(UnsafeRawBufferPointer(start: flat.data, count: count * dtype.size))
        }
    }

    /// The number in a tensor of one element.
    public func item() throws -> Double {
        switch try Self.itemOp.call([.tensor(self)]).first {
        case .double(let number)?: return number
        case .int(let number)?: return Double(number)
        case .bool(let flag)?: return flag ? 1 : 0
        default: throw TorchError(operation: "item", shapes: [shape], reason: "it is no number")
        }
    }

    private func copied<Element>(_ type: DType) throws -> [Element] {
        let flat = try detach().to(.cpu).to(type).contiguous()
        return withExtendedLifetime(flat) {
            let elements = flat.count
            return [Element](unsafeUninitializedCapacity: elements) { buffer, initialized in
                if elements > 0, let source = flat.data {
                    buffer.baseAddress?.initialize(
                        from: source.assumingMemoryBound(to: Element.self), count: elements)
                }
                initialized = elements
            }
        }
    }
}
