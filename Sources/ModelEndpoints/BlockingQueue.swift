import Foundation
import Storage

/// A queue from callbacks to the one thread that waits for their values.
final class BlockingQueue<Value: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var values: [Value] = []

    func put(_ value: Value) {
        condition.withLock {
            values.append(value)
            condition.signal()
        }
    }

    /// The next value; waits for it.
    func take() -> Value {
        condition.withLock {
            while values.isEmpty { condition.wait() }
            return values.removeFirst()
        }
    }
}

/// A flag that any thread may set, once.
final class CancellationFlag: @unchecked Sendable {
    private let lock = NSLock()
    private var value = false
    func cancel() { lock.withLock { value = true } }
    var isCancelled: Bool { lock.withLock { value } }
}

/// A thread of its own for work that blocks. Foundation's `Thread` does not say when the system has
/// none to give, and the caller would then wait forever.
enum DetachedThread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// - Parameter stackSize: in bytes.
    /// - Throws: `UnavailableError` when there is none; the work is not done then.
    static func start(stackSize: Int = 512 << 10, _ body: @escaping @Sendable () -> Void) throws {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, stackSize)
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { context in
                Unmanaged<Work>.fromOpaque(context!).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw UnavailableError(
                "no thread could be started (\(String(cString: strerror(code))))")
        }
    }
}
