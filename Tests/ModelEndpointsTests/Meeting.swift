import Foundation

/// Holds the first callers until enough of them are there, or two minutes have passed.
final class Meeting: @unchecked Sendable {
    private let condition = NSCondition()
    private let size: Int
    private var arrived = 0

    init(of size: Int) { self.size = size }

    var isComplete: Bool { condition.withLock { arrived >= size } }

    func arrive() {
        condition.withLock {
            arrived += 1
            condition.broadcast()
            let end = Date(timeIntervalSinceNow: 120)
            while arrived < size, condition.wait(until: end) {}
        }
    }
}
