import Foundation

/// Bytes to an open file, all of them: the system may take a part, or stop for a signal.
enum WholeWrite {
    /// - Returns: false when the system takes no more; `errno` says why.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let wrote = Foundation.write(
                descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if wrote < 0, errno == EINTR { continue }
            // A short write says no reason; that of the rest does.
            guard wrote > 0 else { return false }
            rest = rest.dropFirst(wrote)
        }
        return true
    }
}
