import Foundation
import Storage

/// The limit of requests under way by the files that the system lets this process open: without a
/// file for a connection, a request fails as if the server were gone.
enum OpenFiles {
    /// A connection, its look-up of the address and what wakes its thread, as libcurl opens them.
    static let each = 5
    /// Streams, records, libraries and certificates that are read.
    static let others = 64

    /// - Parameter files: that may be open at once; of this process when left out.
    /// - Throws: `UsageError` when there are too few.
    static func check(concurrency: Int, files: Int = limit) throws {
        guard concurrency > 1, concurrency > (files - others) / each else { return }
        throw UsageError(
            "concurrency is \(concurrency), but this process may open \(files) files, enough for \(max(1, (files - others) / each)) requests at once; give fewer, or more files (ulimit -n)."
        )
    }

    private static var limit: Int {
        var limits = rlimit()
        #if os(Linux)
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let files = RLIMIT_NOFILE
        #endif
        guard getrlimit(files, &limits) == 0 else { return .max }
        return Int(clamping: limits.rlim_cur)
    }
}
