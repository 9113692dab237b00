import CTorch
import Foundation
import Synchronization

/// The threads of operators whose numbers do not depend on how many they are: as many as a ``ThreadGovernor`` finds
/// worth while. All others keep the number that was set.
///
/// Off until ``start(_:)``. Any number of threads may call operators; one of them looks after the governor at a time.
enum ThreadTeam {
    /// Operators of which every number is computed by one thread, by the same instructions wherever work is cut.
    ///
    /// - The engine's own cut it at fixed places (`Engine/`). `linear` is oneDNN's, or MKL's with MKL's own number of threads.
    /// - Moving numbers, and one addition or multiplication of each, round the same in vectors and in single numbers.
    ///   Exponentials do not, and sums of everything are made of one part for each thread: these are not here.
    static let operators: Set<String> = [
        "retmask::causal_attention", "retmask::decode_attention", "retmask::linear",
        "retmask::rms_norm", "retmask::rotate", "retmask::swiglu", "retmask::swiglu_",
        "aten::argmax", "aten::cat", "aten::clone", "aten::contiguous", "aten::copy_",
        "aten::embedding", "aten::gather", "aten::index_select", "aten::masked_fill", "aten::mul",
        "aten::mul_", "aten::reshape", "aten::stack", "aten::where",
    ]
    /// Those that take a factor, which may be fused with the addition or not: with none, or 1.
    static let sums: Set<String> = ["aten::add", "aten::add_", "aten::sub", "aten::sub_"]

    /// Threads of these operators at most; 0 while nothing is governed.
    private static let limit = Atomic<Int>(0)
    /// When the governor looks again, in nanoseconds of the clock.
    private static let due = Atomic<UInt64>(0)

    /// Products so far, and what they cost: each weight is read once, which takes as long as multiplying it with ten rows
    /// [SmolLM2-135M on two cores: 35 ms and 3.3 ms a row].
    private static let products = Atomic<Int>(0)
    private static let work = Atomic<Int>(0)
    private static let reading = 10

    private struct Watch {
        var governor: ThreadGovernor
        var load: MachineLoad
        var time: UInt64
        var products = 0
        var work = 0
    }
    private static let watch = Mutex<Watch?>(nil)

    /// Begins to govern this number of threads.
    /// - Returns: false where the kernel keeps no account of waiting threads.
    static func start(_ threads: Int) -> Bool {
        watch.withLock { watch in
            guard let load = MachineLoad(withIdle: false) else { return false }
            let time = now()
            watch = Watch(
                governor: ThreadGovernor(most: threads), load: load, time: time,
                products: products.load(ordering: .relaxed), work: work.load(ordering: .relaxed))
            due.store(time + interval, ordering: .relaxed)
            limit.store(threads, ordering: .relaxed)
            return true
        }
    }

    static func stop() {
        watch.withLock { watch in
            watch = nil
            limit.store(0, ordering: .relaxed)
        }
    }

    /// Calls an operator with the team that it may have.
    static func call<Result>(
        _ name: String, _ arguments: [Value], _ functions: CTorchEngine, _ body: () -> Result
    ) -> Result {
        guard limit.load(ordering: .relaxed) > 0 else { return body() }
        if name == "retmask::linear" { count(arguments) }
        look()
        let most = limit.load(ordering: .relaxed)
        let all = functions.threads()
        guard most > 0, most < all, divides(name, arguments) else { return body() }
        functions.set_team(Int32(most))
        defer { functions.set_team(all) }
        return body()
    }

    /// Whether the operator's numbers do not depend on the number of threads: on the CPU, in float32 or integers.
    static func divides(_ name: String, _ arguments: [Value]) -> Bool {
        guard operators.contains(name) || sums.contains(name) && hasNoFactor(arguments) else {
            return false
        }
        func fits(_ tensor: Tensor) -> Bool {
            tensor.device == .cpu && [.float32, .int64, .bool].contains(tensor.dtype)
        }
        return arguments.allSatisfy { argument in
            switch argument {
            case .tensor(let tensor): fits(tensor)
            case .tensors(let list): list.allSatisfy { $0.map(fits) ?? true }
            default: true
            }
        }
    }

    private static func hasNoFactor(_ arguments: [Value]) -> Bool {
        guard arguments.count > 2 else { return true }
        if case .double(let factor) = arguments[2] { return factor == 1 }
        return false
    }

    private static func count(_ arguments: [Value]) {
        guard arguments.count > 1, case .tensor(let x) = arguments[0],
            case .tensor(let weight) = arguments[1], x.rank > 0, x.size(-1) > 0
        else { return }
        products.wrappingAdd(1, ordering: .relaxed)
        work.wrappingAdd(
            weight.count / 1024 * (x.count / x.size(-1) + reading), ordering: .relaxed)
    }

    /// Nanoseconds between two looks.
    private static let interval: UInt64 = 25_000_000

    private static func look() {
        guard now() >= due.load(ordering: .relaxed) else { return }
        // Where another thread is looking, this one need not.
        _ = watch.withLockIfAvailable { watch in
            let time = now()
            guard let last = watch, time >= due.load(ordering: .relaxed) else { return }
            let isFewer = last.governor.threads < last.governor.most
            guard let load = MachineLoad(withIdle: isFewer) else { return }
            var governor = last.governor
            let (count, cost) = (
                products.load(ordering: .relaxed), work.load(ordering: .relaxed)
            )
            if var sample = load.since(last.load, seconds: Double(time - last.time) / 1e9) {
                (sample.products, sample.work) = (count - last.products, Double(cost - last.work))
                limit.store(governor.decide(after: sample), ordering: .relaxed)
            }
            watch = Watch(governor: governor, load: load, time: time, products: count, work: cost)
            // Looking takes a two-hundredth of the time at most.
            let end = now()
            due.store(end + max(interval, (end - time) * 200), ordering: .relaxed)
        }
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
