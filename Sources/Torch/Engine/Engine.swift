import CTorch
public import Foundation
import Numbers
import Storage

/// The engine: the shared library that holds libtorch, opened when first used.
///
/// It is looked for at `$RETMASK_ENGINE`, beside the executable, and in `.engine` of every folder
/// above the executable or the working directory (where `make setup` builds it). A launcher that chooses the
/// engine and found none says why in `$RETMASK_ENGINE_PROBLEM`.
public enum Engine {
    static let name = "libretmask-engine.so"

    /// Opens the engine, if it is not open yet.
    /// - Throws: `TorchError` saying what is missing and how to get it.
    public static func load() throws { _ = try table.get() }

    /// The table of functions; libtorch stays loaded once it is.
    static let table: Result<Table, TorchError> = Result { () throws(TorchError) in
        try open(location())
    }

    /// A pointer that is set once and only read afterwards, so threads may share it.
    struct Table: @unchecked Sendable {
        let functions: UnsafePointer<CTorchEngine>
    }

    /// The functions, for calls that cannot come before a tensor exists.
    static var functions: CTorchEngine {
        switch table {
        case .success(let table): table.functions.pointee
        case .failure(let error):
            preconditionFailure("no tensor exists without an engine: \(error)")
        }
    }

    /// The path of the library.
    /// - Throws: `TorchError` when there is none.
    public static func location() throws(TorchError) -> URL {
        let manager = FileManager.default
        if let path = ProcessInfo.processInfo.environment["RETMASK_ENGINE"], !path.isEmpty {
            guard manager.fileExists(atPath: path) else {
                throw TorchError(reason: "RETMASK_ENGINE is \(path), but there is no such file.")
            }
            return URL(fileURLWithPath: path)
        }
        if let problem = ProcessInfo.processInfo.environment["RETMASK_ENGINE_PROBLEM"],
            !problem.isEmpty
        {
            throw TorchError(reason: problem)
        }
        let executable = Bundle.main.executableURL?.resolvingSymlinksInPath()
        let starts = [
            executable?.deletingLastPathComponent(),
            URL(fileURLWithPath: manager.currentDirectoryPath),
        ].compactMap { $0 }
        for start in starts {
            var folder = start.standardizedFileURL
            while true {
                for candidate in [name, ".engine/\(name)"] {
                    let url = folder.appendingPathComponent(candidate)
                    if manager.fileExists(atPath: url.path) { return url }
                }
                if folder.path == "/" { break }
                folder.deleteLastPathComponent()
            }
        }
        throw TorchError(
            reason:
                "the engine (\(name)) is not there; run `make setup` in the project's folder, or set RETMASK_ENGINE to its path."
        )
    }

    static func open(_ url: URL) throws(TorchError) -> Table {
        var message: UnsafeMutablePointer<CChar>?
        guard let functions = ctorch_load(url.path, &message) else {
            let reason = message.map { String(cString: $0) } ?? "unknown reason"
            free(message)
            var error = TorchError(reason: "the engine does not load: \(reason)")
            error.missingLibrary = missingLibrary(in: reason)
            throw error
        }
        if let name = ProcessInfo.processInfo.environment[VectorLevel.variable], !name.isEmpty {
            let highest = functions.pointee.highest_level()
            let level = try VectorLevel(named: name, highest: highest)
            functions.pointee.set_level(level.rawValue)
        }
        return Table(functions: functions)
    }

    /// The library that the loader looked for and did not find, from what it says.
    ///
    /// It begins with what it is about: the path of a file that it has, or, of a library that it has not, the name that it
    /// looked for. The words behind differ between loaders and languages.
    static func missingLibrary(in message: String) -> String? {
        let subject = message.prefix { $0 != ":" }
        return subject.endIndex < message.endIndex && !subject.contains("/")
            && subject.contains(".so") ? String(subject) : nil
    }

    /// libtorch's version, such as `2.13.0` (`torch.__version__`).
    /// - Throws: `TorchError` when there is no engine, as everything below.
    public static func version() throws -> String {
        try table.get().functions.pointee.torch_version().map { String(cString: $0) } ?? "unknown"
    }

    /// The build of libtorch: compilers, BLAS, instruction sets (`torch.__config__.show()`).
    public static func configuration() throws -> String {
        let functions = try table.get().functions.pointee
        let text = functions.configuration()
        defer { functions.free_text(text) }
        return text.map { String(cString: $0) } ?? ""
    }

    /// Threads that one operator uses (`torch.get_num_threads`).
    public static func threads() throws -> Int {
        Int(try table.get().functions.pointee.threads())
    }

    /// Threads that make sense here: what `OMP_NUM_THREADS` says, else the cores that this process may keep
    /// busy, by its affinity and the quota of its container.
    /// - Throws: `UsageError` when the variable asks for more than an option may.
    public static func usableThreads() throws -> Int {
        // A list has a number for each level of nested loops; there are none here. What is no number
        // OpenMP itself passes over.
        let wish = ProcessInfo.processInfo.environment["OMP_NUM_THREADS"]?.split(separator: ",")
            .first
        guard let wish = wish.flatMap({ Int($0) }), wish > 0 else { return UsableCores.count() }
        guard Limits.threads.contains(wish) else {
            throw UsageError("OMP_NUM_THREADS is \(wish); give \(Limits.threads.sentence).")
        }
        return wish
    }

    /// Sets the threads that one operator uses (`torch.set_num_threads`), for the whole process.
    /// - Parameter count: at least 1.
    /// - Throws: `TorchError` for fewer.
    public static func setThreads(_ count: Int) throws {
        guard count > 0 else { throw TorchError(reason: "threads is \(count); give 1 or more.") }
        try table.get().functions.pointee.set_threads(Int32(clamping: count))
    }

    /// Makes numbers too small for a normal float (below 1.2e-38) count as 0 in this thread, or not.
    ///
    /// Squares of tiny gradients in an optimiser's state are such numbers, and a CPU takes about a
    /// hundred times as long for them. libtorch's operators of more than one thread have theirs
    /// elsewhere, so this is for work that runs in one thread.
    /// - Returns: the setting before.
    @discardableResult public static func flushDenormals(_ flush: Bool) -> Bool {
        ctorch_flush_denormals(flush)
    }

    /// Keeps up to a gibibyte of freed memory in the process, for a program that trains to call first.
    ///
    /// Operators make and drop tensors of many megabytes, and glibc gives each back to the system,
    /// which clears its pages anew for the next. Blocks of 256 MiB and more go back as before. The
    /// allocator's own environment variables (`MALLOC_TRIM_THRESHOLD_` and others) win.
    public static func keepFreedMemory() { ctorch_keep_freed_memory() }

    /// Gives freed memory back to the system now: between stages whose tensors have other sizes.
    public static func releaseFreedMemory() { ctorch_release_freed_memory() }

    /// Bytes that the program and libtorch take by themselves: what is in memory once libtorch has been
    /// opened and used for the first time, and a tenth of it for what later operators bring in. Measured
    /// when it is first asked for, which is before a model is loaded where that matters.
    /// - Throws: `TorchError` when there is no engine.
    public static func memory() throws -> Int { try ownMemory.get() }

    private static let ownMemory: Result<Int, any Error> = Result {
        // A product and a softmax with more than one thread, so that their libraries are there.
        let one = try Tensor.ones([256, 256])
        _ = try one.matmul(one).softmax().floats()
        let pages =
            try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
            .split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE))) / 10 * 11
    }

    /// Whether there is a CUDA device (`torch.cuda.is_available`).
    public static func hasCUDA() throws -> Bool { try table.get().functions.pointee.has_cuda() }

    /// Number of CUDA devices (`torch.cuda.device_count`).
    public static func cudaDevices() throws -> Int {
        Int(try table.get().functions.pointee.cuda_devices())
    }
}

/// The number of cores that this process may keep busy: fewer than the machine has where it is bound to some of them, or
/// where a container has a share of their time.
///
/// More threads than that wait for each other: of two that take turns on one core, each spins while the other is to run. So
/// parts of a core are left out: with a quota of 7.6 an eighth thread would stop all of them, each period.
enum UsableCores {
    /// - Parameter root: where `/proc` and `/sys` are; another folder in tests.
    static func count(bound: Int = ProcessInfo.processInfo.activeProcessorCount, root: String = "")
        -> Int
    {
        guard let share = share(root: root) else { return max(1, bound) }
        return max(1, min(bound, Int(share)))
    }

    /// The smallest quota of the control groups that the process is in, in cores; nil when there is none.
    static func share(root: String) -> Double? {
        guard let text = read("\(root)/proc/self/cgroup") else { return nil }
        // hierarchy:controllers:path; the second version has no controllers.
        let shares = text.split(separator: "\n").flatMap { line -> [Double] in
            let fields = line.split(
                separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { return [] }
            let controllers = fields[1].split(separator: ",")
            guard fields[1].isEmpty || controllers.contains("cpu") else { return [] }
            let mount = fields[1].isEmpty ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu"
            // The group and those above it; inside a container its own is mounted as the topmost.
            var path = fields[2].split(separator: "/")
            var found: [Double] = []
            while true {
                let folder = ([root + mount] + path.map(String.init)).joined(separator: "/")
                if let share = share(folder: folder) { found.append(share) }
                if path.popLast() == nil { break }
            }
            return found
        }
        return shares.min()
    }

    private static func share(folder: String) -> Double? {
        // "200000 100000", or "max 100000".
        if let limit = read("\(folder)/cpu.max")?.split(whereSeparator: \.isWhitespace),
            limit.count == 2
        {
            return ratio(limit[0], limit[1])
        }
        // -1 where there is no limit.
        guard let quota = read("\(folder)/cpu.cfs_quota_us"),
            let period = read("\(folder)/cpu.cfs_period_us")
        else { return nil }
        return ratio(quota, period)
    }

    private static func ratio(_ quota: some StringProtocol, _ period: some StringProtocol)
        -> Double?
    {
        guard let quota = Double(quota.trimmingCharacters(in: .whitespacesAndNewlines)),
            let period = Double(period.trimmingCharacters(in: .whitespacesAndNewlines)),
            quota > 0, period > 0
        else { return nil }
        return quota / period
    }

    private static func read(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }
}
