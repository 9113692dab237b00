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
///
/// ## Coming from PyTorch
///
/// Operators have PyTorch's names in camel case and its order of arguments. What differs:
///
/// | PyTorch | here |
/// |---|---|
/// | `torch.tensor([[1., 2.]])` | `Tensor([1, 2] as [Float], shape: [1, 2])`; the Swift type decides the dtype |
/// | `x.dim()`, `x.numel()`, `x.size(-1)` | ``rank``, ``count``, `x.size(-1)` |
/// | `x.tolist()`, `x.item()` | ``floats()``, ``ints()``, ``bools()``, always flat; ``item()`` |
/// | `x[:, a:b]`, `x[:, i]`, `x[:, index]` | `x.narrow(1, start: a, length: b - a)`, `x.select(1, i)`, `x.indexSelect(1, index)` |
/// | `x[:, None]` | `x.unsqueeze(1)` |
/// | `x == y`, `x < y`, `~x`, `x & y` | `x.eq(y)`, `x.lt(y)`, `x.logicalNot()`, `x.logicalAnd(y)` |
/// | `x @ y` | `x.matmul(y)` |
/// | `x.amax(dim)`, `x.max(dim)` | `x.max(dim)` is `amax`; for the index ``argmax(_:keepDim:)`` |
/// | `torch.linalg.vector_norm(x)` | `x.norm()` |
/// | `F.linear(x, w, b)`, `F.embedding(ids, table)` | `x.linear(w, bias: b)`, `Tensor.embedding(table, ids)` |
/// | `F.scaled_dot_product_attention(q, k, v)` | `Tensor.attention(q, k, v)` |
/// | `F.silu(gate) * up` | `gate.swiglu(up)` |
/// | `F.cross_entropy(logits, targets)` | `logits.crossEntropy(targets: targets)` |
/// | `with torch.no_grad():` | `try withoutGradients { … }`, ``inferenceMode(_:)``, ``withGradients(_:)`` |
/// | `p.requires_grad_()`, `loss.backward()`, `p.grad` | `try p.setRequiresGrad(true)`, `try loss.backward()`, ``grad`` |
/// | `torch.autograd.grad(loss, inputs)` | `Tensor.gradients(of: loss, for: inputs)` |
/// | `torch.manual_seed(1)` | no global state: `RandomStream(seed: 1)` is given to ``normal_(mean:deviation:_:)`` and ``uniform_(_:_:_:)`` |
/// | `torch.set_num_threads(2)` | `try Engine.setThreads(2)` |
/// | `safetensors.torch.load_file(path)` | `try SafeTensorsFile(url).tensor(name)`; ``SafeTensorsWriter`` writes |
/// | `torch.ops.aten.roll(x, [1])` | `try Op("aten::roll").tensor(.tensor(x), .ints([1]))`, and so every other operator |
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

    /// Number of axes (`x.dim()`).
    public var rank: Int { Int(Engine.functions.rank(handle)) }

    /// Sizes of all axes.
    public var shape: [Int] {
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: rank) { sizes in
            Engine.functions.shape(handle, sizes.baseAddress)
            return sizes.prefix(rank).map(Int.init)
        }
    }

    /// Number of elements (`x.numel()`).
    public var count: Int { shape.reduce(1, *) }

    /// Element type.
    public var dtype: DType {
        // Every type that libtorch can give here has a case; complex numbers never occur.
        DType(rawValue: Int(Engine.functions.type(handle))) ?? .float32
    }

    /// The place of its memory.
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
    /// Such as `float32 [2, 3] on cpu`.
    public var description: String {
        "\(dtype) [\(shape.map(String.init).joined(separator: ", "))] on \(device)"
    }
}

extension Tensor {
    private static let itemOp = Op("aten::_local_scalar_dense")

    /// All elements in row-major order, whatever the dtype, layout and device (`x.flatten().tolist()`).
    public func floats() throws -> [Float] { try copied(.float32) }

    /// All elements as ``floats()`` gives them, in double precision.
    public func doubles() throws -> [Double] { try copied(.float64) }

    /// All elements as ``floats()`` gives them, as integers; fractions are cut off.
    public func ints() throws -> [Int] { try (copied(.int64) as [Int64]).map(Int.init) }

    /// All elements of a bool tensor, in row-major order.
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
