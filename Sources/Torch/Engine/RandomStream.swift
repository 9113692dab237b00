import CTorch

/// A seeded stream of libtorch's random numbers; nothing here reads a global seed.
///
/// ```swift
/// let stream = try RandomStream(seed: 42)
/// let noise = try Tensor.zeros([2, 3]).normal_(mean: 0, deviation: 0.02, stream)
/// ```
public final class RandomStream {
    let handle: OpaquePointer

    public init(seed: UInt64, device: Device = .cpu) throws {
        let functions = try Engine.table.get().functions.pointee
        var result: OpaquePointer?
        var message: UnsafeMutablePointer<CChar>?
        guard functions.make_generator(seed, Int32(device.index), &result, &message) == 0,
            let result
        else { throw TorchError(reason: Op.take(message, functions)) }
        handle = result
    }

    deinit { Engine.functions.free_generator(handle) }
}
