import Foundation

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
