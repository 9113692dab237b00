import CTorch
import Foundation
import Numbers
import Storage

extension Engine {
    /// Threads that one operator uses (`torch.get_num_threads`).
    public static func threads() throws -> Int {
        Int(try table.get().functions.pointee.threads())
    }

    /// Threads that make sense here: what `OMP_NUM_THREADS` says, else the cores that this process may keep
    /// busy, by its affinity and the quota of its container.
    /// - Throws: `UsageError` when the variable asks for more than an option may.
    public static func usableThreads() throws -> Int {
        try requestedThreads() ?? UsableCores.count()
    }

    /// What `OMP_NUM_THREADS` says, if anything.
    /// - Throws: `UsageError` when the variable asks for more than an option may.
    public static func requestedThreads() throws -> Int? {
        // A list has a number for each level of nested loops; there are none here. What is no number
        // OpenMP itself passes over.
        let wish = ProcessInfo.processInfo.environment["OMP_NUM_THREADS"]?.split(separator: ",")
            .first
        guard let wish = wish.flatMap({ Int($0) }), wish > 0 else { return nil }
        guard Limits.threads.contains(wish) else {
            throw UsageError("OMP_NUM_THREADS is \(wish); give \(Limits.threads.sentence).")
        }
        return wish
    }

    /// Sets the threads that one operator uses (`torch.set_num_threads`), for the whole process; they stay that many
    /// until ``adaptThreads()``.
    /// - Parameter count: at least 1.
    /// - Throws: `TorchError` for fewer.
    public static func setThreads(_ count: Int) throws {
        guard count > 0 else { throw TorchError(reason: "threads is \(count); give 1 or more.") }
        let functions = try table.get().functions.pointee
        ThreadTeam.stop()
        functions.set_threads(Int32(clamping: count))
    }

    /// Lets operators use fewer threads while other processes keep cores busy, and all of them again afterwards.
    ///
    /// Numbers do not depend on it: only operators whose results have the same bits on any number of threads use fewer.
    /// - Returns: why the number stays as it is; nil when it is adapted.
    /// - Throws: `TorchError` when there is no engine.
    @discardableResult public static func adaptThreads() throws -> String? {
        let functions = try table.get().functions.pointee
        let threads = Int(functions.threads())
        // MKL takes this number from now on, and not that of the team.
        try setThreads(threads)
        if threads == 1 { return "there is one" }
        guard functions.products_keep_bits() else {
            return "this CPU's products come from a library whose last bits depend on it"
        }
        return ThreadTeam.start(threads) ? nil : "the kernel does not say how long threads wait"
    }
}

/// Runs `body` with this many threads in libtorch's, oneDNN's and the engine's loops; MKL keeps its own number. Holds for
/// this thread.
package func withTeam<Result>(_ count: Int, _ body: () throws -> Result) throws -> Result {
    let functions = try Engine.table.get().functions.pointee
    let before = functions.threads()
    functions.set_team(Int32(clamping: max(count, 1)))
    defer { functions.set_team(before) }
    return try body()
}
