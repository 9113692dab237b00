import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Puts answers together as they come, and hands a redirection out as the answer that it is: the
/// server it points to was named by no one, so it should neither get the key nor have its answers
/// kept.
///
/// A delegate, because tasks with a completion handler follow redirections whatever their session's
/// delegate says.
final class ReplyCollector: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private struct Expected {
        var body = Data()
        let done: @Sendable (Data, URLResponse?, (any Error)?) -> Void
    }

    private let lock = NSLock()
    /// By the number of the task.
    private var expected: [Int: Expected] = [:]

    /// - Parameter done: called once, when the task has ended.
    func expect(
        _ task: URLSessionTask, done: @escaping @Sendable (Data, URLResponse?, (any Error)?) -> Void
    ) {
        lock.withLock { expected[task.taskIdentifier] = Expected(done: done) }
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        lock.withLock { expected[dataTask.taskIdentifier]?.body.append(data) }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        let ended = lock.withLock { expected.removeValue(forKey: task.taskIdentifier) }
        ended?.done(ended?.body ?? Data(), task.response, error)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) { completionHandler(nil) }
}
