import CTorch
import Foundation

/// An argument or a result of an operator.
public enum Value {
    /// No value: an optional argument left out.
    case none
    case tensor(Tensor)
    case int(Int)
    case double(Double)
    case bool(Bool)
    case ints([Int])
    case doubles([Double])
    case bools([Bool])
    /// A missing element is a missing optional tensor.
    case tensors([Tensor?])
    case text(String)
    case dtype(DType)
    case device(Device)
    case random(RandomStream)

    /// The tensor, or ``none``.
    public static func optional(_ tensor: Tensor?) -> Value { tensor.map { .tensor($0) } ?? .none }

    /// The value as the C interface has it. Lists are copied to memory that the caller frees.
    func encoded() -> CTorchValue {
        var value = CTorchValue()
        switch self {
        case .none: value.tag = tag(CTORCH_NONE)
        case .tensor(let tensor):
            value.tag = tag(CTORCH_TENSOR)
            value.as.tensor = tensor.handle
        case .int(let number):
            value.tag = tag(CTORCH_INT)
            value.as.integer = Int64(number)
        case .dtype(let type):
            value.tag = tag(CTORCH_INT)
            value.as.integer = Int64(type.rawValue)
        case .double(let number):
            value.tag = tag(CTORCH_DOUBLE)
            value.as.number = number
        case .bool(let flag):
            value.tag = tag(CTORCH_BOOL)
            value.as.integer = flag ? 1 : 0
        case .device(let device):
            value.tag = tag(CTORCH_DEVICE)
            value.as.integer = Int64(device.index)
        case .random(let stream):
            value.tag = tag(CTORCH_GENERATOR)
            value.as.generator = stream.handle
        case .ints(let list): Self.copy(list.map(Int64.init), CTORCH_INTS, to: &value)
        case .doubles(let list): Self.copy(list, CTORCH_DOUBLES, to: &value)
        case .bools(let list): Self.copy(list.map { UInt8($0 ? 1 : 0) }, CTORCH_BOOLS, to: &value)
        case .tensors(let list): Self.copy(list.map { $0?.handle }, CTORCH_TENSORS, to: &value)
        case .text(let text): Self.copy(Array(text.utf8), CTORCH_TEXT, to: &value)
        }
        return value
    }

    var isList: Bool {
        switch self {
        case .ints, .doubles, .bools, .tensors, .text: true
        default: false
        }
    }

    static func copy<Element>(_ list: [Element], _ kind: CTorchTag, to value: inout CTorchValue) {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(list.count, 1))
        memory.initialize(from: list, count: list.count)
        value.tag = tag(kind)
        value.count = Int32(list.count)
        value.as.list = UnsafeRawPointer(memory)
    }

    /// Takes over a result of the C interface, with the handles in it.
    init(taking value: inout CTorchValue, _ functions: CTorchEngine) {
        switch CTorchTag(rawValue: CTorchTag.RawValue(value.tag)) {
        case CTORCH_TENSOR: self = .tensor(Tensor(owning: value.as.tensor))
        case CTORCH_INT: self = .int(Int(value.as.integer))
        case CTORCH_DOUBLE: self = .double(value.as.number)
        case CTORCH_BOOL: self = .bool(value.as.integer != 0)
        case CTORCH_TENSORS:
            let handles = value.as.list.assumingMemoryBound(to: OpaquePointer?.self)
            self = .tensors((0..<Int(value.count)).map { handles[$0].map(Tensor.init(owning:)) })
            functions.free_list(&value)
        case CTORCH_INTS:
            let numbers = value.as.list.assumingMemoryBound(to: Int64.self)
            self = .ints((0..<Int(value.count)).map { Int(numbers[$0]) })
            functions.free_list(&value)
        default: self = .none
        }
    }

    /// The tensors in it, for an error message.
    var shapes: [[Int]] {
        switch self {
        case .tensor(let tensor): [tensor.shape]
        case .tensors(let list): list.compactMap { $0?.shape }
        default: []
        }
    }
}

private func tag(_ kind: CTorchTag) -> Int32 { Int32(kind.rawValue) }

/// A seeded stream of libtorch's random numbers (`torch.Generator`); nothing here reads a global seed.
///
/// ```swift
/// let stream = try RandomStream(seed: 42)
/// let noise = try Tensor.zeros([2, 3]).normal_(mean: 0, deviation: 0.02, stream)
/// ```
public final class RandomStream {
    let handle: OpaquePointer

    /// - Parameters:
    ///   - seed: equal seeds give equal numbers on one kind of device.
    ///   - device: of the tensors that are drawn.
    /// - Throws: `TorchError` for a device that is not there.
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
