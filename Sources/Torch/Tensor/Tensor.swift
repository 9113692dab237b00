import CTorch

/// An array of numbers owned by libtorch.
///
/// Every operation throws `TorchError`; shapes are written `[B, T, D]` in comments. A tensor belongs
/// to the thread that works with it: it is not `Sendable`, and only values cross threads.
///
/// ```swift
/// let a = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
/// let b = try a.matmul(a) * 0.5       // [[3.5, 5], [7.5, 11]]
/// ```
public final class Tensor {
    let handle: OpaquePointer
    private var isOwner = true

    /// Takes over a handle; it is freed with this object.
    init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { if isOwner { Engine.functions.free_tensor(handle) } }

    /// Gives the handle to another owner.
    func release() -> OpaquePointer {
        isOwner = false
        return handle
    }

    public var rank: Int { Int(Engine.functions.rank(handle)) }

    public var shape: [Int] {
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: rank) { sizes in
            Engine.functions.shape(handle, sizes.baseAddress)
            return sizes.prefix(rank).map(Int.init)
        }
    }

    /// Elements.
    public var count: Int { shape.reduce(1, *) }

    public var dtype: DType {
        // Every type that libtorch can give here has a case; complex numbers never occur.
        DType(rawValue: Int(Engine.functions.type(handle))) ?? .float32
    }

    public var device: Device {
        let index = Int(Engine.functions.device(handle))
        return index < 0 ? .cpu : .cuda(index)
    }

    /// Size along one axis; negative axes count from the end.
    public func size(_ axis: Int) -> Int {
        let shape = shape
        return shape[axis < 0 ? shape.count + axis : axis]
    }
}

extension Tensor: CustomStringConvertible {
    public var description: String {
        "\(dtype) [\(shape.map(String.init).joined(separator: ", "))] on \(device)"
    }
}
