import Foundation

/// Lets some through and holds the others until it is opened.
public final class Gate: @unchecked Sendable {
    private let condition = NSCondition()
    private var left: Int
    private var isOpen = false

    public init(letsThrough count: Int) { left = count }

    public func pass() {
        condition.lock()
        defer { condition.unlock() }
        left -= 1
        guard left < 0 else { return }
        while !isOpen { condition.wait() }
    }

    public func open() {
        condition.lock()
        isOpen = true
        condition.broadcast()
        condition.unlock()
    }
}
