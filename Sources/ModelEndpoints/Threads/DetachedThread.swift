import Foundation
import Storage

/// A thread of its own for work that blocks. Foundation's `Thread` does not say when the system has
/// none to give, and whoever waits for its work would wait for good.
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
