import Foundation

/// A few threads that wait for work, so that a step does not pay for starting them.
///
/// Autograd runs in the thread that asks for gradients and gradient modes belong to a thread, so one
/// thread per share of the rows is all that data parallelism on a CPU needs.
final class WorkerThreads {
    private let helpers: [Helper]

    /// - Parameters:
    ///   - count: threads, the calling one included.
    ///   - start: run first in each new thread.
    init(_ count: Int, start: @escaping @Sendable () -> Void) {
        helpers = (1..<max(count, 1)).map { Helper(name: "worker \($0)", start: start) }
    }

    var count: Int { helpers.count + 1 }

    /// Runs `body(0)` here and `body(1)`… on the other threads; returns when all are done, with the
    /// results in order.
    /// - Throws: the error of the lowest index that failed.
    func map<Value>(_ body: (Int) throws -> Value) throws -> [Value] {
        // Each slot is written by one thread and read after that thread signalled.
        let slots = UnsafeMutablePointer<Swift.Result<Value, any Error>?>.allocate(capacity: count)
        slots.initialize(repeating: nil, count: count)
        defer {
            slots.deinitialize(count: count)
            slots.deallocate()
        }
        withoutActuallyEscaping(body) { body in
            for (index, helper) in helpers.enumerated() {
                helper.start { slots[index + 1] = Swift.Result { try body(index + 1) } }
            }
            slots[0] = Swift.Result { try body(0) }
            for helper in helpers { helper.wait() }
        }
        return try (0..<count).map { index in
            guard let result = slots[index] else {
                preconditionFailure("worker \(index) gave nothing")
            }
            return try result.get()
        }
    }

    deinit { for helper in helpers { helper.stop() } }
}

/// One thread. `job` is written before `ready` is signalled and read after it, and results are read
/// after `done`: the semaphores order every access, which the compiler cannot see.
private final class Helper: @unchecked Sendable {
    private let ready = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)
    private var job: (() -> Void)?

    init(name: String, start: @escaping @Sendable () -> Void) {
        let thread = Thread { [self] in
            start()
            while true {
                ready.wait()
                guard work() else { return }
                done.signal()
            }
        }
        thread.name = name
        // Backward recurses through destructors of long graphs.
        thread.stackSize = 64 << 20
        thread.start()
    }

    /// Runs the job and releases it: when `done` is signalled, no reference to it may be left.
    private func work() -> Bool {
        guard let job else { return false }
        job()
        self.job = nil
        return true
    }

    func start(_ job: @escaping () -> Void) {
        self.job = job
        ready.signal()
    }

    func wait() { done.wait() }

    /// Without a job the thread ends.
    func stop() { ready.signal() }
}
