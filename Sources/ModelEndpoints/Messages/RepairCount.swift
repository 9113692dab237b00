import Foundation

/// Counts answers that were repaired, from any thread.
public final class RepairCount: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    func add() { lock.withLock { count += 1 } }
    public var value: Int { lock.withLock { count } }
}
